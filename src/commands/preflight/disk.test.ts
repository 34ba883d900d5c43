import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../../test/fakes/dash.ts';
import {
  tellBlockDevices,
  tellBootSector,
  tellDisks,
  tellHolders,
  tellRootFileSystem,
  tellTable,
} from './disk.ts';

describe('a disk', () => {
  const box = sandboxed();

  it('shows its first two sectors, with what lies in them', () => {
    const disk = Buffer.alloc(2048, 0xa5);
    disk.write('EFI PART', 512);
    box().put("/run/it's a disk", disk);
    assert.equal(
      box().prints(tellBootSector("/run/it's a disk")),
      `sectors ${disk.toString('hex', 0, 1024)}\n`,
    );
    assert.equal(box().prints(tellBootSector('/run/none')), 'sectors \n');
  });

  it('tells its table in one form, whichever sfdisk it has', () => {
    const disk = Buffer.alloc(512);
    disk.write('2c1b0a00', 440, 'hex');
    box().put('/run/sda', disk);
    box().put('/sys/block/sda/queue/logical_block_size', '512\n');
    const old = `# partition table of /dev/sda
unit: sectors

/dev/sda1 : start=     2048, size=  5240832, Id=83, bootable
/dev/sda2 : start=  5244926, size=  3143682, Id= 5
/dev/sda3 : start=        0, size=        0, Id= 0
/dev/sda5 : start=  5244928, size=  3143680, Id=82`;
    const newer = `label: dos
label-id: 0x000a1b2c
device: /dev/sda
sector-size: 512

/dev/sda1 : start=        2048, size=     5240832, type=83, bootable
/dev/sda2 : start=     5244926, size=     3143682, type=5
/dev/sda5 : start=     5244928, size=     3143680, type=82`;
    for (const text of [old, newer]) {
      box().fake('sfdisk', `cat <<'END'\n${text}\nEND`);
      assert.equal(
        box().prints(tellTable('/run/sda')),
        `part /dev/sda1:start=2048,size=5240832,Id=83,bootable
part /dev/sda2:start=5244926,size=3143682,Id=5
part /dev/sda5:start=5244928,size=3143680,Id=82
id 2c1b0a00
sector 512
`,
      );
    }
  });
});

describe('what lies on a disk', () => {
  const box = sandboxed();

  it('tells what / is: by the last mount, without the row of the first root', () => {
    box().put(
      '/proc/mounts',
      'rootfs / rootfs rw 0 0\n@/run/by-uuid / ext4 rw,relatime 0 0\n/dev/sdb1 /data ext4 ro 0 0\n',
    );
    box().put('/run/sda1');
    box().link('/run/by-uuid', box().at('/run/sda1'));
    box().fake(
      'stat',
      'case $* in "-c %d /") echo 2049 ;; "-c %d "*) echo 2050 ;; -L*) echo "8 1" ;; -f*) echo "477162 4096" ;; esac',
    );
    assert.equal(
      box().prints(tellRootFileSystem('/dev/sda1')),
      'device /run/sda1\nmount ext4 rw,relatime\nnumbers 2049 2050 8 1\nfree 477162 4096\n',
    );
    assert.deepEqual(box().log(), [
      'stat -c %d /',
      'stat -c %d /boot/grub',
      'stat -L -c %t %T /dev/sda1',
      'stat -f -c %a %S /boot/grub',
    ]);
  });

  it('lists block devices by columns that the oldest lsblk has', () => {
    box().fake('lsblk', `printf 'NAME="sda"\\nNAME="sda1"\\n'`);
    box().fake('readlink', 'echo /sys/devices/usb1/sda');
    assert.equal(
      box().prints(tellBlockDevices('/dev/sda')),
      'place /sys/devices/usb1/sda\nrow NAME="sda"\nrow NAME="sda1"\n',
    );
    assert.deepEqual(box().log(), [
      'readlink -f /sys/block/sda',
      'lsblk -b -n -P -o NAME,TYPE,SIZE,RO,RM,ROTA,FSTYPE,MOUNTPOINT',
    ]);
  });
});

describe('a disk among others', () => {
  const box = sandboxed();

  it('tells who holds it: mappings, RAIDs and what lies over it', () => {
    box().put('/sys/class/block/sda/size', '8\n');
    box().put('/dev/mapper/control');
    assert.equal(box().run(tellHolders('/dev/sda')).stdout, 'asked sda\n');
    box().putAll({
      '/dev/mapper/vg-root': '',
      '/proc/mdstat':
        'Personalities : [raid1]\nmd0 : active raid1 sda1[0]\n\nunused devices: <none>\n',
      '/sys/class/block/sda/holders/dm-1': '',
      '/sys/class/block/sda/sda5/holders/md0': '',
    });
    assert.equal(
      box().prints(tellHolders('/dev/sda')),
      'mapper vg-root\nmd md0\nholder /sys/class/block/sda/holders/dm-1\nholder /sys/class/block/sda/sda5/holders/md0\nasked sda\n',
    );
    assert.equal(box().run(tellHolders('/dev/sdb')).stdout.includes('asked'), false);
  });

  it('is told by its ids and its model, beside the other disks', () => {
    box().putAll({
      '/run/sda': '',
      '/run/sdb': '',
      '/sys/block/sda/size': '8388608\n',
      '/sys/block/sda/removable': '0\n',
      '/sys/block/sda/device/model': 'QEMU HARDDISK   \n',
      '/sys/block/sr0/size': '0\n',
      '/sys/block/sr0/removable': '1\n',
      '/sys/block/sr0/device/model': '',
      '/sys/block/loop0/size': '8\n',
    });
    box().link('/dev/disk/by-id/ata-QEMU_1', box().at('/run/sda'));
    box().link('/dev/disk/by-id/ata-OTHER', box().at('/run/sdb'));
    assert.equal(
      box().prints(tellDisks('/run/sda')),
      'id ata-QEMU_1\ntarget sda 8388608 QEMU HARDDISK\ndisk sda 8388608 0\ndisk sr0 0 1\n',
    );
  });

  it('is asked about by an argument', () => {
    for (const tell of [tellBootSector, tellTable, tellRootFileSystem, tellHolders, tellDisks])
      keepsOutOfText(tell);
  });
});
