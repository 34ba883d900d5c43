import {
  linkHex,
  partitionsOf,
  tableHex,
  type DiskTable,
  type Partition,
  type Sector,
} from '../../src/model/disk-table.ts';
import type { Vars } from '../../src/model/params.ts';
import type { PartitionImage } from '../../src/model/partition-plan.ts';

const MIB = 2 ** 20;

/** As the vars of a bundle have them; labels and sizes of a balenaOS of 2018. */
const image = (number: number, name: string, mib: number) => ({
  number,
  path: `os/resin-${name}.img.zst`,
  label: `resin-${name}`,
  file_system: name === 'boot' ? 'vfat' : 'ext4',
  bytes: mib * MIB,
  sha256: String(number).repeat(64),
});
export const OS_IMAGES = [
  image(1, 'boot', 40),
  image(2, 'rootA', 1000),
  image(3, 'rootB', 1000),
  image(5, 'state', 20),
  image(6, 'data', 500),
];

/** What a bundle of layout `balena` gives to the steps. */
export const BALENA_OS: Vars = {
  os_layout: 'balena',
  os_device_type: 'genericx86-64-ext',
  os_images: OS_IMAGES,
  os_loader_boot: 'grub/boot.img',
  os_loader_core: 'grub/core.img',
};

export const PLANNED_IMAGES: readonly PartitionImage[] = OS_IMAGES.map(
  ({ number, label, file_system: fileSystem, bytes }) => ({ number, label, fileSystem, bytes }),
);

const linux = (start: number, length: number): Omit<Partition, 'number'> => ({
  ...{ start, length, type: 0x83, isActive: false },
});

/** The staging partition of the seed's devices, which was their swap. */
export const STAGING_PLACE = { start: 29_362_176, length: 4_190_208 };

/** The seed's disk of 16 GiB as Ubuntu's installer leaves it, with boot code of no meaning. */
export const SEED_DISK: DiskTable = {
  sectors: 33_554_432,
  first:
    'ab'.repeat(446) +
    tableHex([
      { ...linux(2048, 29_358_080), isActive: true },
      { ...linux(29_362_174, 4_190_210), type: 0x05 },
    ]),
  chain: [{ lba: 29_362_174, hex: linkHex({ ...linux(2, 4_190_208), type: 0x82 }, null) }],
};

/** All sectors of a table, the first one of the disk too. */
export const sectorsIn = ({ first, chain }: DiskTable): readonly Sector[] => [
  { lba: 0, hex: first },
  ...chain,
];

/** Number, first sector and length of each partition. */
export const rowsOf = (table: DiskTable): readonly (readonly number[])[] =>
  partitionsOf(table).map(({ number, start, length }) => [number, start, length]);
