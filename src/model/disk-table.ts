/** A stretch of a disk, in sectors of 512 bytes. */
export type Stretch = { readonly start: number; readonly length: number };

export const SECTOR_BYTES = 512;
/** Where partitions of the image begin: balena's own alignment of 4 MiB. */
export const ALIGNMENT = 8192;

/** One partition as Linux numbers it: 1 to 4 stand in the first sector, the logical ones from 5 in the order of their chain. */
export type Partition = Stretch & {
  readonly number: number;
  /** The byte of the table: 0x83 Linux, 0x82 swap, 0x05, 0x0f and 0x85 extended. */
  readonly type: number;
  readonly isActive: boolean;
};

/** A partition table of the MBR kind, as it lies on a disk. `sectors` is the length of the disk. */
export type DiskTable = {
  readonly sectors: number;
  /** 512 bytes in hex. */
  readonly first: string;
  /** The chain of logical partitions in its order; each is 512 bytes in hex. */
  readonly chain: readonly { readonly lba: number; readonly hex: string }[];
};

/** One sector to be written. */
export type Sector = { readonly lba: number; readonly hex: string };

const TABLE_AT = 446;
const ENTRY_BYTES = 16;
const EXTENDED = [0x05, 0x0f, 0x85];
export const isExtended = (type: number): boolean => EXTENDED.includes(type);

/** All that the table names, empty entries left out. */
export function partitionsOf({ first, chain }: DiskTable): readonly Partition[] {
  const primary = entriesOf(first).map((entry, index) => ({ ...entry, number: index + 1 }));
  const logical = chain.flatMap(({ lba, hex }) =>
    entriesOf(hex)
      .filter(({ type, length }) => length > 0 && !isExtended(type))
      .map((entry) => ({ ...entry, start: lba + entry.start })),
  );
  return [
    ...primary.filter(({ type, length }) => type !== 0 && length > 0),
    ...logical.map((entry, index) => ({ ...entry, number: index + 5 })),
  ];
}

type Entry = Omit<Partition, 'number'>;

/** The four entries of a sector, as they stand there: the start of a logical one counts from its own sector. */
export const entriesOf = (hex: string): readonly Entry[] =>
  [0, 1, 2, 3].map((index) => {
    const at = TABLE_AT + index * ENTRY_BYTES;
    return {
      isActive: byteAt(hex, at) === 0x80,
      type: byteAt(hex, at + 4),
      start: wordAt(hex, at + 8),
      length: wordAt(hex, at + 12),
    };
  });

const byteAt = (hex: string, at: number): number =>
  Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16) || 0;

const wordAt = (hex: string, at: number): number =>
  [3, 2, 1, 0].reduce((sum, index) => sum * 256 + byteAt(hex, at + index), 0);

const NO_CHS = 'feffff';
const NOTHING = '00'.repeat(ENTRY_BYTES);

/** 16 bytes. Heads and cylinders say nothing on disks of today: all of them say "look at the sectors". */
const entryHex = ({ isActive, type, start, length }: Entry): string =>
  [isActive ? '80' : '00', NO_CHS, hexOf(type, 1), NO_CHS, hexOf(start, 4), hexOf(length, 4)].join(
    '',
  );

/** Little-endian. */
const hexOf = (value: number, bytes: number): string =>
  Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/** The 66 bytes behind the boot code and the disk's own number. */
export const tableHex = (entries: readonly Entry[]): string =>
  `${[0, 1, 2, 3]
    .map((index) => entries[index])
    .map((entry) => (entry === undefined ? NOTHING : entryHex(entry)))
    .join('')}55aa`;

/** What precedes those bytes in a sector of the chain. */
const NO_CODE = '00'.repeat(TABLE_AT);

/** A sector of the chain: its partition, and where the next such sector is, counted from the first of them. */
export const linkHex = (partition: Entry, next: Stretch | null): string =>
  NO_CODE +
  tableHex([
    partition,
    ...(next === null ? [] : [{ isActive: false, type: 0x05, ...next } satisfies Entry]),
  ]);

/** The table of a first sector, without its boot code. */
export const tableOf = (hex: string): string => hex.slice(TABLE_AT * 2);
/** A first sector with another table. */
export const withTable = (hex: string, table: string): string => hex.slice(0, TABLE_AT * 2) + table;
