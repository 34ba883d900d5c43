import {
  tellBlockDevices,
  tellBootSector,
  tellDisks,
  tellHolders,
  tellRootFileSystem,
  tellTable,
} from '../../commands/preflight/disk.ts';
import type { Fact } from '../../model/fact.ts';
import { numberIn, preflightFact, wordAt, words } from './keyed.ts';

export type BootSector = {
  /** `55aa` where the sector was readable and is one. */
  readonly signature: string;
  readonly types: readonly string[];
  readonly hasGpt: boolean;
};

/** Answer: `sectors` and 1024 bytes in hex. The table's four entries of 16 bytes begin at byte 446. */
export const bootSector = (disk: string): Fact<BootSector> =>
  preflightFact(`P06 ${disk}`, tellBootSector(disk), ({ first }) => {
    const bytes = first('sectors').match(/../g) ?? [];
    return {
      signature: bytes.slice(510, 512).join(''),
      types: [450, 466, 482, 498].map((at) => bytes[at] ?? ''),
      hasGpt: bytes.slice(512, 520).join('') === EFI_PART,
    };
  });

/** `EFI PART`, the signature of a GPT's header. */
const EFI_PART = '4546492050415254';

/** In sectors. The type is as sfdisk writes it: `83`, `5`, `82`. */
export type Part = {
  readonly device: string;
  readonly start: number;
  readonly sectors: number;
  readonly type: string;
};
export type Table = {
  readonly parts: readonly Part[];
  readonly diskId: string;
  readonly sectorBytes: number | null;
};

/** Answer: `part /dev/sda1:start=2048,size=5240832,Id=83,bootable`, `id 2c1b0a00` as it lies, `sector 512`. */
export const table = (disk: string): Fact<Table> =>
  preflightFact(`P07 ${disk}`, tellTable(disk), ({ all, first }) => ({
    parts: all('part').flatMap((row) => {
      const match = /^(\S+):start=(\d+),size=(\d+),Id=([^,]+)/.exec(row);
      return match === null
        ? []
        : [
            {
              device: match[1] ?? '',
              start: Number(match[2]),
              sectors: Number(match[3]),
              type: match[4] ?? '',
            },
          ];
    }),
    diskId: first('id').match(/../g)?.reverse().join('') ?? '',
    sectorBytes: numberIn(first('sector')),
  }));

export type RootFileSystem = {
  readonly device: string;
  readonly type: string;
  readonly isWritable: boolean;
  /** Does / lie on the partition that was asked about? By device number. */
  readonly isTarget: boolean;
  readonly isBootSeparate: boolean;
  readonly freeBytes: number | null;
};

/** Answer: `device /dev/sda1`, `mount ext4 rw,relatime`, `numbers 2049 2049 8 1`, `free 477162 4096`. */
export const rootFileSystem = (root: string): Fact<RootFileSystem> =>
  preflightFact(`P08 ${root}`, tellRootFileSystem(root), ({ first }) => {
    const mount = first('mount');
    const numbers = first('numbers');
    const free = first('free');
    return {
      device: first('device'),
      type: wordAt(mount, 0),
      isWritable: wordAt(mount, 1).split(',').includes('rw'),
      isTarget: Number(wordAt(numbers, 0)) === deviceNumber(wordAt(numbers, 2), wordAt(numbers, 3)),
      isBootSeparate: wordAt(numbers, 1) !== wordAt(numbers, 0),
      freeBytes: free === '' ? null : Number(wordAt(free, 0)) * Number(wordAt(free, 1)),
    };
  });

/** Linux's `makedev` of the two hexadecimal halves that `stat -c '%t %T'` prints. */
const deviceNumber = (majorHex: string, minorHex: string): number => {
  const [major, minor] = [Number.parseInt(majorHex, 16), Number.parseInt(minorHex, 16)];
  return (minor & 0xff) + major * 0x100 + (minor >> 8) * 0x100000;
};

export type BlockDevice = {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly isReadOnly: boolean;
  readonly isRemovable: boolean;
  readonly fileSystem: string;
};

export type BlockDevices = {
  /** Whether the disk hangs on USB; what hangs there need not say that it is removable. */
  readonly isUsb: boolean;
  readonly rows: readonly BlockDevice[];
};

/**
 * Answer: `place /sys/devices/pci…/usb2/2-1/…/block/sdb`, and
 * `row NAME="sda" TYPE="disk" SIZE="4294967296" RO="0" RM="0" ROTA="1" FSTYPE="" MOUNTPOINT=""` for each.
 */
export const blockDevices = (disk: string): Fact<BlockDevices> =>
  preflightFact(`P09 ${disk}`, tellBlockDevices(disk), ({ all, first }) => ({
    isUsb: /\/usb\d+\//.test(first('place')),
    rows: all('row').map(blockDevice),
  }));

function blockDevice(row: string): BlockDevice {
  const column = (name: string): string =>
    new RegExp(`(?:^| )${name}="([^"]*)"`).exec(row)?.[1] ?? '';
  return {
    name: column('NAME'),
    type: column('TYPE'),
    bytes: Number(column('SIZE')),
    isReadOnly: column('RO') !== '0',
    isRemovable: column('RM') !== '0',
    fileSystem: column('FSTYPE'),
  };
}

export type Holders = { readonly isAsked: boolean; readonly found: readonly string[] };

/** Answer: `mapper NAME`, `md md0`, `holder /sys/…`, then `asked sda`. */
export const holders = (disk: string): Fact<Holders> =>
  preflightFact(`P10 ${disk}`, tellHolders(disk), ({ all, has }) => ({
    isAsked: has('asked'),
    found: [
      ...all('mapper').map((name) => `/dev/mapper/${name}`),
      ...all('md'),
      ...all('holder').map(
        (path) => `${path.split('/').at(-1) ?? ''} on ${path.split('/').at(-3) ?? ''}`,
      ),
    ],
  }));

export type Disks = {
  readonly name: string;
  readonly bytes: number | null;
  readonly model: string;
  readonly ids: readonly string[];
  /** Fixed disks beside it, and removable ones with a medium in. */
  readonly others: readonly string[];
  readonly sticks: readonly string[];
};

/** Answer: `id ata-…`, `target sda 8388608 QEMU HARDDISK`, `disk sr0 2097151 1`. Sizes are in 512-byte sectors. */
export const disks = (disk: string): Fact<Disks> =>
  preflightFact(`P35 ${disk}`, tellDisks(disk), ({ all, first }) => {
    const [name = '', size, ...model] = words(first('target'));
    const sectors = numberIn(size);
    const others = all('disk')
      .map(words)
      .filter(([other = '', its]) => other !== name && !isNoDisk(other) && its !== '0');
    const named = (removable: string): readonly string[] =>
      others.flatMap(([other = '', , flag]) => (flag === removable ? [other] : []));
    return {
      name,
      bytes: sectors === null ? null : sectors * 512,
      model: model.join(' '),
      ids: all('id'),
      others: named('0'),
      sticks: named('1'),
    };
  });

/** CD-ROMs, floppies, RAM and loop devices, and the boot areas of an eMMC. */
const isNoDisk = (name: string): boolean =>
  /^(sr|fd|ram|loop|zram|nbd)\d|^mmcblk\d+(boot\d|rpmb)/.test(name);
