import { readWhole, SECTOR, type Disk } from './disk.ts';
import { imageError } from './image-error.ts';
import { MOST_PARTITIONS, type Partition } from './partition.ts';

/** The table of the first sector, and of each one before a logical partition (EBR). */
const TABLE_AT = 446;
const ENTRY_BYTES = 16;
const SIGNATURE = 0xaa55;
const PROTECTIVE = 0xee;
const EXTENDED = [0x05, 0x0f, 0x85];

export interface MbrEntry {
  readonly type: number;
  /** Both in sectors. */
  readonly start: number;
  readonly sectors: number;
}

/** The four entries of a sector; null where it has no table. */
export function mbrEntries(sector: Buffer): readonly MbrEntry[] | null {
  if (sector.length < SECTOR || sector.readUInt16LE(510) !== SIGNATURE) return null;
  const rows = [0, 1, 2, 3].map((index) => TABLE_AT + index * ENTRY_BYTES);
  // A file system's own first sector has the signature as well; its code is rarely a table.
  if (rows.some((at) => ((sector[at] ?? 1) & 0x7f) !== 0)) return null;
  return rows.map((at) => ({
    type: sector[at + 4] ?? 0,
    start: sector.readUInt32LE(at + 8),
    sectors: sector.readUInt32LE(at + 12),
  }));
}

export const isProtective = (entries: readonly MbrEntry[]): boolean =>
  entries.some(({ type }) => type === PROTECTIVE);

/** Primary and logical partitions. The extended one is none itself. @throws StemError BUNDLE_INVALID */
export async function mbrPartitions(
  disk: Disk,
  entries: readonly MbrEntry[],
): Promise<readonly Partition[]> {
  const primary = entries.flatMap((entry, index) =>
    isUsed(entry) && !isExtended(entry) ? [partitionOf(entry, index + 1, 0)] : [],
  );
  const extended = entries.filter((entry) => isUsed(entry) && isExtended(entry));
  const [box] = extended;
  if (extended.length > 1) throw imageError(disk.shown, 'has two extended partitions');
  return box === undefined ? primary : [...primary, ...(await logicals(disk, box))];
}

/** A chain: each sector names its partition, and the next sector. Only forward, so it ends. */
async function logicals(disk: Disk, box: MbrEntry): Promise<readonly Partition[]> {
  const found: Partition[] = [];
  let at: number | null = box.start;
  for (let links = 0; at !== null; links += 1) {
    if (links === MOST_PARTITIONS) throw imageError(disk.shown, TOO_MANY);
    const [own, next]: readonly MbrEntry[] = await linkAt(disk, at);
    if (own !== undefined && isUsed(own)) {
      if (at + own.start + own.sectors > endOf(box)) throw imageError(disk.shown, OUTSIDE);
      found.push(partitionOf(own, 5 + found.length, at));
    }
    at = next !== undefined && isUsed(next) ? nextLink(disk, { box, next, at }) : null;
  }
  return found;
}

interface Link {
  readonly box: MbrEntry;
  readonly next: MbrEntry;
  readonly at: number;
}

function nextLink(disk: Disk, { box, next, at }: Link): number {
  const then = box.start + next.start;
  if (then <= at) throw imageError(disk.shown, 'has logical partitions that lead back');
  if (then >= endOf(box)) throw imageError(disk.shown, OUTSIDE);
  return then;
}

const endOf = ({ start, sectors }: MbrEntry): number => start + sectors;

async function linkAt(disk: Disk, at: number): Promise<readonly MbrEntry[]> {
  const start = at * SECTOR;
  const entries = mbrEntries(await readWhole(disk, { start, bytes: SECTOR }));
  if (entries !== null) return entries;
  throw imageError(disk.shown, `has no table of logical partitions at byte ${String(start)}`);
}

const TOO_MANY = `has more than ${String(MOST_PARTITIONS)} partitions`;
const OUTSIDE = 'has a logical partition outside of the extended one';

const isUsed = ({ type, sectors }: MbrEntry): boolean => type !== 0 && sectors > 0;
const isExtended = ({ type }: MbrEntry): boolean => EXTENDED.includes(type);

const partitionOf = ({ start, sectors }: MbrEntry, number: number, base: number): Partition => ({
  number,
  start: (base + start) * SECTOR,
  bytes: sectors * SECTOR,
  name: '',
  type: '',
});
