import {
  ALIGNMENT,
  entriesOf,
  isExtended,
  linkHex,
  SECTOR_BYTES,
  tableHex,
  tableOf,
  withTable,
  type DiskTable,
  type Partition,
  type Sector,
  type Stretch,
} from './disk-table.ts';

/** What a bundle brings for one partition. `bytes` is the length of the whole image of it. */
export type PartitionImage = {
  readonly number: number;
  readonly label: string;
  readonly fileSystem: string;
  readonly bytes: number;
};

/** Where an image goes. `number` is that of the migration, `last` the one that it has in the end. */
export type Place = Stretch & {
  readonly label: string;
  readonly number: number;
  readonly last: number;
  readonly bytes: number;
};

export type PartitionPlan =
  | {
      readonly kind: 'fits';
      readonly places: readonly Place[];
      readonly extended: Stretch;
      readonly staging: Stretch;
      /** The chain goes first, the first sector of the disk last: that one decides. */
      readonly chain: readonly Sector[];
      /** What stands in the first sector behind the boot code, as hex. */
      readonly table: string;
    }
  | { readonly kind: 'short'; readonly missingBytes: number };

const FAT16 = 0x0e;
const LINUX = 0x83;
/** An extended partition that is addressed by sectors. */
const EXTENDED_LBA = 0x0f;
/** The number that balena's expander grows together with the data partition, whatever the disk says. */
export const EXTENDED_NUMBER = 4;
export const STAGING_NUMBER = 5;

/**
 * The layout of a balenaOS image with what was the swap partition still in it. Both ends are given: the image's partitions begin
 * at 4 MiB, and the data partition ends where the staging partition begins. That one is the FIRST of the logical ones until the end,
 * so that it keeps its number: `sda5` before, in between and after a power cut at any moment. It depends on nothing that the change changes, so that
 * it says the same afterwards.
 */
export function planPartitions(images: readonly PartitionImage[], staging: Stretch): PartitionPlan {
  const [primary, logical] = [
    images.filter(({ number }) => number < EXTENDED_NUMBER),
    images.filter(({ number }) => number > EXTENDED_NUMBER),
  ];
  const places = placesFrom(ALIGNMENT, primary, 0);
  const start = endOf(places) ?? ALIGNMENT;
  const inside = placesFrom(start + ALIGNMENT, logical, ALIGNMENT).map((place) => ({
    ...place,
    number: place.number + 1,
  }));
  const data = inside.at(-1);
  const end = Math.floor(staging.start / ALIGNMENT) * ALIGNMENT;
  const missing = data === undefined ? ALIGNMENT : data.start + data.length - end;
  if (data === undefined || missing > 0)
    return { kind: 'short', missingBytes: missing * SECTOR_BYTES };
  const grown = [...inside.slice(0, -1), { ...data, length: end - data.start }];
  const extended = { start, length: staging.start + staging.length - start };
  return {
    kind: 'fits',
    ...{ places: [...places, ...grown], extended, staging },
    chain: chainOf(grown, extended, staging),
    table: tableHex([
      ...places.map(({ start, length, number }) => ({
        ...{ start, length, isActive: number === 1 },
        type: number === 1 ? FAT16 : LINUX,
      })),
      { ...extended, isActive: false, type: EXTENDED_LBA },
    ]),
  };
}

/** One behind the other, each at the next 4 MiB, and with `room` before it. */
function placesFrom(
  from: number,
  images: readonly PartitionImage[],
  room: number,
): readonly Place[] {
  const places: Place[] = [];
  for (const { number, label, bytes } of images) {
    const end = endOf(places);
    const start = end === undefined ? from : end + room;
    const length = Math.ceil(bytes / SECTOR_BYTES);
    places.push({ label, number, last: number, bytes, start, length });
  }
  return places;
}

const endOf = (places: readonly Stretch[]): number | undefined => {
  const last = places.at(-1);
  return last === undefined ? undefined : upTo(last.start + last.length);
};

const upTo = (sector: number): number => Math.ceil(sector / ALIGNMENT) * ALIGNMENT;

/**
 * The first sector of the extended partition names the staging one; the next one lies behind it, and those of the others in
 * the 4 MiB in front of what they name.
 */
function chainOf(places: readonly Place[], extended: Stretch, staging: Stretch): readonly Sector[] {
  const lbas = [extended.start + 1, ...places.slice(1).map(({ start }) => start - ALIGNMENT / 2)];
  const links = [
    { lba: extended.start, of: staging },
    ...places.map((of, index) => ({ lba: lbas[index] ?? 0, of })),
  ];
  return links.map(({ lba, of }, index) => {
    const next = links[index + 1];
    const behind =
      next === undefined
        ? null
        : {
            start: next.lba - extended.start,
            length: next.of.start + next.of.length - next.lba,
          };
    const entry = { start: of.start - lba, length: of.length, type: LINUX, isActive: false };
    return { lba, hex: linkHex(entry, behind) };
  });
}

/** Whether the disk has this plan already, whatever its boot code. */
export const hasPlan = (plan: PartitionPlan, { first, chain }: DiskTable): boolean =>
  plan.kind === 'fits' &&
  tableOf(first) === plan.table &&
  plan.chain.length === chain.length &&
  plan.chain.every(({ lba, hex }, index) => chain[index]?.lba === lba && chain[index].hex === hex);

/** The disk as it is when the plan is done. */
export const withPlan = (
  plan: Extract<PartitionPlan, { kind: 'fits' }>,
  table: DiskTable,
): DiskTable => ({ ...table, first: withTable(table.first, plan.table), chain: plan.chain });

/** All sectors of the change, in the order in which they are written. */
export const sectorsOf = (
  plan: Extract<PartitionPlan, { kind: 'fits' }>,
  { first }: DiskTable,
): readonly Sector[] => [...plan.chain.toReversed(), { lba: 0, hex: withTable(first, plan.table) }];

/**
 * The one sector that drops the staging partition out of the chain, so that state and data become 5 and 6 and the room behind
 * them is free; null where it is not the first of the chain.
 */
export function dropFirst({ first, chain }: DiskTable): Sector | null {
  const extended = entriesOf(first).find(({ type }) => isExtended(type));
  const [head, second, ...others] = chain;
  const entry = entriesOf(second?.hex ?? '')[0];
  if (extended === undefined || head === undefined || second === undefined) return null;
  if (entry === undefined || others.length === 0) return null;
  const link = entriesOf(second.hex)[1];
  const next = link === undefined || link.length === 0 ? null : link;
  return {
    lba: head.lba,
    hex: linkHex({ ...entry, start: second.lba + entry.start - head.lba }, next),
  };
}

/** The disk without its first logical partition. */
export function withoutFirst(table: DiskTable): DiskTable {
  const sector = dropFirst(table);
  return sector === null ? table : { ...table, chain: [sector, ...table.chain.slice(2)] };
}

/** The disk as balena's expander leaves it, to a few sectors: the last logical partition and the extended one end where the disk does. */
export function withAllRoom(table: DiskTable): DiskTable {
  const { sectors, first, chain } = table;
  const extended = entriesOf(first).find(({ type }) => isExtended(type));
  const last = chain.at(-1);
  const [data] = entriesOf(last?.hex ?? '');
  if (extended === undefined || last === undefined || data === undefined) return table;
  const before = chain.slice(0, -1).map(({ lba, hex }, index) => {
    const [own = data, next = data] = entriesOf(hex);
    const isBeforeLast = index === chain.length - 2;
    const length = isBeforeLast ? sectors - last.lba : next.length;
    return { lba, hex: linkHex(own, { start: next.start, length }) };
  });
  const grown = { ...data, length: sectors - last.lba - data.start };
  const entries = entriesOf(first).map((entry) =>
    entry.type === extended.type && entry.start === extended.start
      ? { ...entry, length: sectors - entry.start }
      : entry,
  );
  return {
    sectors,
    first: withTable(first, tableHex(entries)),
    chain: [...before, { lba: last.lba, hex: linkHex(grown, null) }],
  };
}

/** For people: a line a partition, and one for each stretch that nobody has and that is worth a word. */
export function pictureOf(
  partitions: readonly (Stretch & { readonly name: string; readonly what: string })[],
): readonly string[] {
  const width = Math.max(0, ...partitions.map(({ name }) => name.length));
  return partitions.map(({ name, what, start, length }) =>
    [
      name.padEnd(width),
      String(start).padStart(12),
      String(start + length - 1).padStart(12),
      mibText(length).padStart(12),
      ` ${what}`,
    ].join(' '),
  );
}

const mibText = (sectors: number): string =>
  `${String(Math.round((sectors * SECTOR_BYTES) / 2 ** 20))} MiB`;

const TYPES: Readonly<Record<number, string>> = {
  0x05: 'extended',
  0x0e: 'FAT',
  0x0f: 'extended',
  0x82: 'swap',
  0x83: 'Linux',
  0x85: 'extended',
};

export const typeText = ({ type }: Partition): string =>
  TYPES[type] ?? `type ${type.toString(16).padStart(2, '0')}`;
