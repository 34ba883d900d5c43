import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded, type Os } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { blockDevices, bootSector, disks, holders, rootFileSystem, table } from './disk.ts';

const DISK = '/dev/sda';
const BOTH: readonly Os[] = ['ubuntu-14.04', 'debian-12'];

describe('the first sectors', () => {
  const fact = bootSector(DISK);

  it('of the recorded devices have a boot signature, three partitions and no GPT', () => {
    for (const os of BOTH)
      assert.deepEqual(fact.parse(recorded(os, 'P06')), {
        signature: '55aa',
        types: ['83', '05', '00', '00'],
        hasGpt: false,
      });
  });

  it('show a GPT, and nothing where they can not be read', () => {
    const bytes = Buffer.alloc(1024);
    bytes.write('EFI PART', 512);
    assert.equal(fact.parse(answer(`sectors ${bytes.toString('hex')}\n`)).hasGpt, true);
    bytes.write('EFI PART', 0);
    assert.equal(fact.parse(answer(`sectors ${bytes.toString('hex', 0, 512)}\n`)).hasGpt, false);
    for (const told of ['', 'sectors \n', 'sectors 55aa\n'])
      assert.deepEqual(fact.parse(answer(told)), {
        signature: '',
        types: ['', '', '', ''],
        hasGpt: false,
      });
  });
});

describe('a partition table', () => {
  const fact = table(DISK);

  it('is read with its extents, and its id as people write it', () => {
    for (const os of BOTH)
      assert.deepEqual(fact.parse(recorded(os, 'P07')), {
        parts: [
          { device: '/dev/sda1', start: 2048, sectors: 5240832, type: '83' },
          { device: '/dev/sda2', start: 5244926, sectors: 3143682, type: '5' },
          { device: '/dev/sda5', start: 5244928, sectors: 3143680, type: '82' },
        ],
        diskId: '000a1b2c',
        sectorBytes: 512,
      });
  });

  it('has no rows that are none', () => {
    const told =
      'part /dev/sda1:start=,size=8,Id=83\npart /dev/sda2\npart x:start=1,size=2,Id=\nid \n';
    assert.deepEqual(fact.parse(answer(told)), { parts: [], diskId: '', sectorBytes: null });
  });
});

describe('what / is', () => {
  const fact = rootFileSystem('/dev/sda1');

  it('is the partition that was asked about, on the recorded devices', () => {
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P08')), {
      device: '/dev/sda1',
      type: 'ext4',
      isWritable: true,
      isTarget: true,
      isBootSeparate: false,
      freeBytes: 477162 * 4096,
    });
  });

  it('is told by numbers, which are hexadecimal and have two halves', () => {
    const numbers = (text: string): readonly boolean[] => {
      const { isTarget, isBootSeparate } = fact.parse(answer(`numbers ${text}\n`));
      return [isTarget, isBootSeparate];
    };
    assert.deepEqual(numbers('2049 2050 8 1'), [true, true]);
    assert.deepEqual(numbers('2049 2049 8 2'), [false, false]);
    assert.deepEqual(numbers(`${String(0x103 * 256 + 0x1a)} 7 103 1a`), [true, true]);
    assert.deepEqual(numbers(`${String(0x100000 + 8 * 256 + 5)} 7 8 105`), [true, true]);
  });

  it('is not writable by half a word, and not the target where nothing was said', () => {
    assert.equal(fact.parse(answer('mount ext4 ro,rwx\n')).isWritable, false);
    assert.deepEqual(fact.parse(answer('')), {
      device: '',
      type: '',
      isWritable: false,
      isTarget: false,
      isBootSeparate: false,
      freeBytes: null,
    });
  });
});

describe('the disks of a device', () => {
  it('are read by column, in whatever order they come', () => {
    const found = (os: Os): readonly string[] =>
      blockDevices(DISK)
        .parse(recorded(os, 'P09'))
        .rows.map(({ name, type, fileSystem }) => `${name} ${type} ${fileSystem}`)
        .sort();
    assert.deepEqual(found('ubuntu-14.04'), [
      'sda disk ',
      'sda1 part ext4',
      'sda2 part ',
      'sda5 part swap',
    ]);
    assert.deepEqual(found('debian-12'), found('ubuntu-14.04'));
    const row =
      'row MOUNTPOINT="/x RO=1" RM="1" SIZE="8" PKNAME="sda" NAME="sr0" RO="1" TYPE="rom"\n';
    assert.deepEqual(blockDevices(DISK).parse(answer(row)).rows, [
      { name: 'sr0', type: 'rom', bytes: 8, isReadOnly: true, isRemovable: true, fileSystem: '' },
    ]);
    assert.deepEqual(blockDevices(DISK).parse(answer('')), { isUsb: false, rows: [] });
  });

  it('hang on USB where their place says so', () => {
    const isUsb = (place: string): boolean =>
      blockDevices(DISK).parse(answer(`place /sys/devices/pci0000:00/${place}/block/sda\n`)).isUsb;
    assert.equal(isUsb('0000:00:1d.7/usb1/1-2/1-2:1.0/host4/target4:0:0/4:0:0:0'), true);
    assert.equal(isUsb('0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0'), false);
  });

  it('are held by nobody, or by what is named', () => {
    const fact = holders(DISK);
    for (const os of BOTH)
      assert.deepEqual(fact.parse(recorded(os, 'P10')), { isAsked: true, found: [] });
    const told = 'mapper vg-root\nmd md0\nholder /sys/class/block/sda/sda5/holders/dm-1\n';
    assert.deepEqual(fact.parse(answer(told)), {
      isAsked: false,
      found: ['/dev/mapper/vg-root', 'md0', 'dm-1 on sda5'],
    });
  });

  it('are one fixed disk on the recorded devices, beside drives that are none', () => {
    const fact = disks(DISK);
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P35')), {
      name: 'sda',
      bytes: 8388608 * 512,
      model: 'QEMU HARDDISK',
      ids: ['scsi-0QEMU_QEMU_HARDDISK_d0'],
      others: [],
      sticks: [],
    });
    const rows = [
      'sdb 8 0',
      'sdc 8 1',
      'sdd 0 1',
      'mmcblk0 8 0',
      'mmcblk0boot0 8 0',
      'zram0 8 0',
      'loop1 8 0',
    ];
    const told = fact.parse(answer(`target sda\n${rows.map((row) => `disk ${row}\n`).join('')}`));
    assert.deepEqual([told.others, told.sticks, told.bytes], [['sdb', 'mmcblk0'], ['sdc'], null]);
  });
});
