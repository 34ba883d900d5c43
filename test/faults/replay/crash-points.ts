import type { Entry } from './write-log.ts';

/**
 * What a cut leaves: `kept` all writes until then; `lost` those since the last flush; `reordered` some of those arrived,
 * in whatever order; `torn` the last one in part, at a sector.
 */
export const VARIANTS = ['kept', 'lost', 'reordered', 'torn'] as const;
export type Variant = (typeof VARIANTS)[number];

/** A state of the disk, by the log: all writes of the entries before one, and then some of the later ones. */
export interface CrashPoint {
  readonly variant: Variant;
  readonly upTo: number;
  readonly then: readonly Part[];
}

/** The first sectors of a write. */
export interface Part {
  readonly entry: number;
  readonly sectors: number;
}

/** The writes between two flushes: a drive with a cache may have made any of them, in any order. */
export type Epoch = readonly Entry[];

/** Each ends with its flush, where the log goes on that long. */
export function epochsOf(entries: readonly Entry[]): readonly Epoch[] {
  const epochs: Entry[][] = [];
  let open: Entry[] = [];
  for (const entry of entries) {
    open.push(entry);
    if (!entry.isFlush) continue;
    epochs.push(open);
    open = [];
  }
  return open.length === 0 ? epochs : [...epochs, open];
}

interface Choice {
  readonly epoch: Epoch;
  /** Those that decide where the device boots: their subsets are gone through, as far as they are few. */
  readonly relevant: readonly Entry[];
  readonly random: () => number;
}

const EXHAUSTIVE = 5;
const SAMPLES = 12;
const LOST_SHARE = 0.4;
const TORN_SHARE = 0.15;

/** All subsets of a few relevant writes, a seeded dozen of many; with them a seeded subset of the other writes. */
export function reordered({ epoch, relevant, random }: Choice): readonly CrashPoint[] {
  const upTo = epoch[0]?.index ?? 0;
  const others = epoch.filter((entry) => entry.sectors > 0 && !relevant.includes(entry));
  const point = (chosen: readonly Part[]): CrashPoint => {
    const more = others.flatMap((entry) => arrived(entry, random));
    const then = [...chosen, ...more].sort((a, b) => a.entry - b.entry);
    return { variant: 'reordered', upTo, then };
  };
  const drawn = (): CrashPoint => point(relevant.flatMap((entry) => arrived(entry, random)));
  if (relevant.length > EXHAUSTIVE) return Array.from({ length: SAMPLES }, drawn);
  return [...subsets(relevant).map((some) => point(some.map(whole))), drawn(), drawn()];
}

function arrived(entry: Entry, random: () => number): readonly Part[] {
  const draw = random();
  if (draw < LOST_SHARE && !entry.isForced) return [];
  if (draw < LOST_SHARE + TORN_SHARE && entry.sectors > 1 && !entry.isForced)
    return [{ entry: entry.index, sectors: 1 + Math.floor(random() * (entry.sectors - 1)) }];
  return [whole(entry)];
}

/** All but the whole: that is the flush itself. What was written with force can't be missing. */
function subsets(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const all = Array.from({ length: 2 ** entries.length - 1 }, (_, mask) =>
    entries.filter((__, bit) => (mask & (1 << bit)) !== 0),
  );
  const forced = entries.filter((entry) => entry.isForced);
  return all.filter((some) => forced.every((entry) => some.includes(entry)));
}

const EVERY_SECTOR = 16;

/** A write that ended at each of its sectors, or at a seeded few of many. One sector is the drive's unit: it has none. */
export function torn(entry: Entry, random: () => number): readonly CrashPoint[] {
  const inner = entry.sectors - 1;
  const cuts =
    inner < EVERY_SECTOR
      ? Array.from({ length: inner }, (_, index) => index + 1)
      : [1, inner, ...Array.from({ length: 4 }, () => 1 + Math.floor(random() * inner))];
  return [...new Set(cuts)].map((sectors) => ({
    variant: 'torn',
    upTo: entry.index,
    then: [{ entry: entry.index, sectors }],
  }));
}

const whole = ({ index, sectors }: Entry): Part => ({ entry: index, sectors });
