import { shrinkSwap } from './hardware-cases.ts';
import type { WrongTarget } from './wrong-target.ts';

/** The same partitions on the second disk, and a swap there: nothing but the disk itself is wrong. */
const LIKE_THE_FIRST = `until_there /dev/sdb
sfdisk -d /dev/sda | sed '/^label-id/d;s#/dev/sda#/dev/sdb#' | sfdisk -q /dev/sdb
udevadm settle
until_there /dev/sdb5
mkswap /dev/sdb5 >/dev/null`;
const SECOND = ['stem_disk=/dev/sdb'];

/** Which disk, and how it is divided. */
export const DISK_CASES: readonly WrongTarget[] = [
  {
    name: 'usb-stick-as-target',
    kind: 'ahci',
    plug: { as: 'usb-stick', mib: 4096 },
    prepare: LIKE_THE_FIRST,
    vars: SECOND,
    check: 'P09',
    says: /^\/dev\/sdb is removable\.$/,
    hint: /set stem_disk to its fixed disk/,
  },
  {
    name: 'usb-disk-as-target',
    kind: 'ahci',
    plug: { as: 'usb-disk', mib: 4096 },
    prepare: LIKE_THE_FIRST,
    vars: SECOND,
    check: 'P09',
    says: /^\/dev\/sdb is attached by USB\.$/,
    hint: /set stem_disk to its fixed disk/,
  },
  {
    name: 'usb-stick-plugged-in',
    kind: 'ahci',
    plug: { as: 'usb-stick', mib: 64 },
    prepare: 'until_there /dev/sdb',
    check: 'P35',
    says: /a removable disk is in: sdb\.$/,
    hint: /^Have it pulled out, or add P35 to stem_preflight_ignore/,
  },
  {
    name: 'second-disk',
    kind: 'scsi',
    plug: { as: 'fixed', mib: 64 },
    prepare: 'until_there /dev/sdb',
    check: 'P35',
    says: /there is also sdb\.$/,
    hint: /^Detach the other disks/,
  },
  {
    name: 'second-disk-as-target',
    kind: 'scsi',
    plug: { as: 'fixed', mib: 4096 },
    prepare: LIKE_THE_FIRST,
    vars: SECOND,
    check: 'P08',
    says: /^\/ lies on \/dev\/sda1, not on \/dev\/sdb1\.$/,
    hint: /^Set stem_root_partition to the partition that holds \//,
  },
  {
    name: 'no-such-disk',
    kind: 'scsi',
    vars: ['stem_disk=/dev/sdz'],
    check: 'P09',
    says: /^There is no disk \/dev\/sdz\.$/,
    hint: /set stem_disk to its fixed disk/,
  },
  {
    name: 'gpt',
    kind: 'scsi',
    // A real one: protective MBR, header and entries. The kernel goes on with the partitions that it knows.
    prepare: `sfdisk -q --force --no-reread --no-tell-kernel --wipe never /dev/sda <<TABLE
label: gpt
start=2048, size=5240832, type=linux
start=5244928, size=3143600, type=swap
TABLE`,
    check: 'P06',
    says: /^\/dev\/sda has a GPT\.$/,
    hint: /^Leave this device out: only disks with an MBR are supported\.$/,
  },
  {
    name: 'uefi',
    kind: 'uefi',
    check: 'P05',
    says: /^The firmware is UEFI\.$/,
    hint: /^Leave this device out: UEFI is not supported\.$/,
  },
  {
    name: 'root-too-small',
    kind: 'scsi',
    prepare: `echo 'size=1048576' | sfdisk -q --force --no-reread --no-tell-kernel -N 1 /dev/sda`,
    check: 'P07',
    says: /^\/dev\/sda1 has 512 MiB, the new system needs 1\.5 GiB\.$/,
    hint: /or leave this device out\.$/,
  },
  {
    name: 'swap-too-small',
    kind: 'scsi',
    prepare: shrinkSwap(100 * 2048),
    check: 'P38',
    says: /^\/dev\/sda5 has room for \d+ bytes and \d+ are needed: \d+ bytes are missing\.$/,
    hint: /build a smaller bundle\.$/,
  },
];
