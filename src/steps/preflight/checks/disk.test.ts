import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

/** Puts bytes in hex at an offset of the recorded sectors. */
const bytesAt =
  (offset: number, bytes: string) =>
  (text: string): string => {
    const at = 'sectors '.length + offset * 2;
    return text.slice(0, at) + bytes + text.slice(at + bytes.length);
  };

describe('P06', () => {
  it('blocks on a disk without an MBR, or with a GPT', () => {
    assert.equal(
      verdict('P06', { edit: bytesAt(510, '0000') }),
      'block: The first sector of /dev/sda ends in 0000, not in 55aa.',
    );
    assert.equal(
      verdict('P06', { edit: bytesAt(512, '4546492050415254') }),
      'block: /dev/sda has a GPT.',
    );
    assert.equal(verdict('P06', { edit: bytesAt(450, 'ee') }), 'block: /dev/sda has a GPT.');
    assert.equal(
      verdict('P06', { edit: () => 'sectors \n' }),
      'block: The first sector of /dev/sda cannot be read.',
    );
  });
});

describe('P07', () => {
  it('says the same of an old and of a new sfdisk', () => {
    assert.equal(verdict('P07'), verdict('P07', { os: 'debian-12' }));
  });

  it('blocks on a table that is not the expected one', () => {
    assert.equal(
      verdict('P07', { edit: nothing }),
      'block: The partition table of /dev/sda cannot be read.',
    );
    assert.equal(
      verdict('P07', { edit: put('sector 512', 'sector 4096') }),
      "block: The disk's sectors have 4096 bytes, not 512.",
    );
    assert.equal(
      verdict('P07', { edit: put('Id=83', 'Id=7') }),
      'block: /dev/sda1 is of type 7, not a Linux partition (83).',
    );
    assert.equal(
      verdict('P07', { edit: put(/part \/dev\/sda5.*\n/, '') }),
      'block: /dev/sda5 is not in the table, not a swap partition (82).',
    );
    assert.equal(
      verdict('P07', { edit: put('Id=82', 'Id=8e') }),
      'block: /dev/sda5 is of type 8e, not a swap partition (82).',
    );
    assert.equal(
      verdict('P07', { edit: put('start=2048,', 'start=63,') }),
      'block: The first partition starts at sector 63: there is no room for a boot loader before sector 2048.',
    );
    assert.equal(
      verdict('P07', { edit: (text) => `part /dev/sda3:start=8400000,size=2048,Id=83\n${text}` }),
      'block: The table has more than a root and a swap partition: /dev/sda3 (83).',
    );
    assert.equal(
      verdict('P07', { edit: put('size=5240832', 'size=5300000') }),
      'block: /dev/sda1 and /dev/sda5 overlap.',
    );
  });

  it('compares the root with what the new system needs', () => {
    assert.equal(
      verdict('P07', { vars: { os_minimum_bytes: 3 * 2 ** 30 } }),
      'block: /dev/sda1 has 2.5 GiB, the new system needs 3.0 GiB.',
    );
    assert.equal(judge('P07', { vars: { os_minimum_bytes: 2 ** 31 } }).level, 'ok');
  });
});

describe('P08', () => {
  it('blocks where / is not the partition that will be replaced', () => {
    assert.equal(
      verdict('P08', {
        edit: (text) => text.replace('2049 2049', '2051 2051').replace('/dev/sda1', '/dev/sda3'),
      }),
      'block: / lies on /dev/sda3, not on /dev/sda1.',
    );
    assert.equal(
      verdict('P08', { edit: () => 'device \nmount \nnumbers 2049 2049 \nfree \n' }),
      'block: / lies on an unknown device, not on /dev/sda1.',
    );
    assert.equal(
      verdict('P08', { edit: put('mount ext4', 'mount btrfs') }),
      'block: / is btrfs, not ext4.',
    );
    assert.equal(
      verdict('P08', { edit: put('2049 2049', '2049 2050') }),
      'block: /boot/grub lies on another partition than /.',
    );
    assert.equal(verdict('P08', { edit: put('rw,', 'ro,') }), 'block: / is mounted read-only.');
    assert.equal(
      verdict('P08', { edit: put(/free .*/, 'free 2048 4096') }),
      'block: / has 8 MiB free, 16 MiB are needed.',
    );
    assert.equal(judge('P08', { edit: put(/free .*/, 'free ') }).level, 'block');
  });

  it('knows devices with large numbers', () => {
    assert.equal(judge('P08', { edit: put('2049 2049 8 1', '66305 66305 103 1') }).level, 'ok');
    assert.equal(judge('P08', { edit: put('2049 2049 8 1', '1048577 1048577 0 101') }).level, 'ok');
  });
});

/** As the lab's device says it of a stick on its xHCI. */
const ON_USB =
  '/sys/devices/pci0000:00/0000:00:06.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb';

describe('P09', () => {
  it('looks at the disk, in whatever order its rows come', () => {
    assert.equal(
      judge('P09', { edit: (text) => text.split('\n').toReversed().join('\n') }).level,
      'ok',
    );
    const media =
      'row NAME="fd0" TYPE="disk" SIZE="4096" RO="0" RM="1" ROTA="1" FSTYPE="" MOUNTPOINT=""\n';
    const rom =
      'row NAME="sr0" TYPE="rom" SIZE="1073741312" RO="0" RM="1" ROTA="1" FSTYPE="" MOUNTPOINT=""\n';
    assert.equal(judge('P09', { edit: (text) => media + rom + text }).level, 'ok');
  });

  it('blocks on what is no fixed disk with plain partitions', () => {
    assert.equal(verdict('P09', { edit: nothing }), 'block: There is no disk /dev/sda.');
    assert.equal(
      verdict('P09', { edit: put('RM="0"', 'RM="1"') }),
      'block: /dev/sda is removable.',
    );
    assert.equal(
      verdict('P09', { edit: put('RO="0"', 'RO="1"') }),
      'block: /dev/sda is read-only.',
    );
    assert.equal(
      verdict('P09', { edit: put(/place .*/, `place ${ON_USB}`) }),
      'block: /dev/sda is attached by USB.',
    );
    assert.equal(
      verdict('P09', { edit: put('FSTYPE="ext4"', 'FSTYPE="LVM2_member"') }),
      'block: There is more than plain partitions: sda1 (LVM2_member).',
    );
    const crypt =
      'row NAME="cryptswap1" TYPE="crypt" SIZE="1" RO="0" RM="0" ROTA="1" FSTYPE="swap" MOUNTPOINT="[SWAP]"\n';
    assert.equal(
      verdict('P09', { edit: (text) => text + crypt }),
      'block: There is more than plain partitions: cryptswap1 (crypt).',
    );
  });
});

describe('P10', () => {
  it('blocks where something is built on the disk', () => {
    const edit = (text: string): string =>
      `mapper vg-root\nmd md0\nholder /sys/class/block/sda/sda1/holders/dm-0\n${text}`;
    assert.equal(
      verdict('P10', { edit }),
      'block: Found: /dev/mapper/vg-root, md0 and dm-0 on sda1.',
    );
    assert.equal(verdict('P10', { edit: nothing }), 'block: The device did not say.');
  });
});

describe('P35', () => {
  it('blocks on another disk, fixed or removable', () => {
    assert.equal(
      verdict('P35', { edit: (text) => `${text}disk sdb 976773168 0\n` }),
      'block: /dev/sda is QEMU HARDDISK of 4.0 GiB, scsi-0QEMU_QEMU_HARDDISK_d0; there is also sdb.',
    );
    assert.equal(
      verdict('P35', { edit: (text) => `${text}disk sdb 7831552 1\n` }),
      'block: /dev/sda is QEMU HARDDISK of 4.0 GiB, scsi-0QEMU_QEMU_HARDDISK_d0; a removable disk is in: sdb.',
    );
    assert.equal(
      judge('P35', { edit: (text) => `${text}disk sdb 7831552 1\n` }).hint,
      'Have it pulled out, or add P35 to stem_preflight_ignore if the BIOS never boots from it.',
    );
    assert.equal(
      verdict('P35', { edit: () => 'target sda  \n' }),
      'block: There is no disk /dev/sda.',
    );
  });

  it('passes over drives without a medium and the boot areas of an eMMC', () => {
    const edit = (text: string): string =>
      `${text}disk sdc 0 1\ndisk mmcblk0boot0 8192 0\ndisk loop0 5 0\n`;
    assert.equal(judge('P35', { edit }).level, 'ok');
    assert.equal(
      verdict('P35', { edit: () => 'target sda 8388608 \n' }),
      'ok: /dev/sda is a disk of 4.0 GiB, without a name in /dev/disk/by-id; there is no other.',
    );
  });
});
