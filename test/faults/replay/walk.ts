import { keyOf, outcomeOf, type Facts, type Outcome } from './classes.ts';
import { epochsOf, reordered, torn } from './crash-points.ts';
import type { CrashPoint, Epoch, Variant } from './crash-points.ts';
import { Overlay, type Disk, type Sectors } from './disk.ts';
import type { WriteLog, Entry } from './write-log.ts';
import { SECTOR } from './write-log.ts';

/** States of the disk from which the device boots by the same way. */
export interface Class {
  readonly facts: Facts;
  readonly outcome: Outcome;
  readonly first: CrashPoint;
  /** Another of its states, drawn with the seed. */
  drawn: CrashPoint;
  states: number;
}

export interface Counts {
  /** Crash points. */
  states: number;
  /** Those where something changed that decides the boot; for the others that is proved by what was read. */
  looked: number;
}

export interface Found {
  readonly classes: readonly Class[];
  /** Which class the disk was in with all writes before an entry, as an index of `classes`. */
  readonly kept: readonly number[];
  readonly counts: Readonly<Record<Variant, Counts>>;
  readonly flushes: number;
  readonly writes: number;
}

interface WalkOptions {
  readonly log: WriteLog;
  /** As it was before the first entry; afterwards as after the last. */
  readonly disk: Disk;
  readonly look: (disk: Sectors) => Facts;
  /** For the crash points themselves; how many classes there are must not change them. */
  readonly random: () => number;
  /** For the second state of a class. */
  readonly draw: () => number;
  readonly say?: (line: string) => void;
}

/** Goes through a recorded run once, and through all that a cut could have left of it. */
export function walk(options: WalkOptions): Found {
  const walker = new Walker(options);
  const epochs = epochsOf(options.log.entries);
  for (const [index, epoch] of epochs.entries()) {
    walker.goThrough(epoch);
    if (index % 200 === 0) options.say?.(`flush ${String(index)} of ${String(epochs.length)}`);
  }
  return walker.found();
}

class Walker {
  readonly #options: WalkOptions;
  readonly #classes = new Map<string, Class>();
  readonly #counts: Record<Variant, Counts>;
  readonly #kept: number[] = [];
  #flushes = 0;
  #writes = 0;
  /** Of the disk as it is. */
  #facts: Facts;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#counts = { kept: none(), lost: none(), reordered: none(), torn: none() };
    this.#facts = this.#look();
  }

  goThrough(epoch: Epoch): void {
    const { random } = this.#options;
    const start = epoch[0]?.index ?? 0;
    this.#count({ variant: 'lost', upTo: start, then: [] }, this.#facts);
    const relevant = epoch.filter((entry) => this.#matters(entry));
    for (const point of reordered({ epoch, relevant, random })) this.#lookOver(point);
    for (const entry of epoch) {
      this.#kept.push(this.#indexOf(this.#facts));
      this.#goOn(entry);
    }
  }

  found(): Found {
    return {
      classes: [...this.#classes.values()],
      kept: [...this.#kept, this.#indexOf(this.#facts)],
      counts: this.#counts,
      flushes: this.#flushes,
      writes: this.#writes,
    };
  }

  #goOn(entry: Entry): void {
    const { disk, log, random } = this.#options;
    if (entry.isFlush) this.#flushes += 1;
    if (entry.sectors === 0) return;
    this.#writes += 1;
    const isRelevant = this.#matters(entry);
    if (isRelevant) for (const point of torn(entry, random)) this.#lookOver(point);
    disk.write(entry.sector, log.data(entry));
    if (isRelevant) this.#facts = this.#look();
    this.#count({ variant: 'kept', upTo: entry.index + 1, then: [] }, this.#facts);
    if (isRelevant) this.#counts.kept.looked += 1;
  }

  #indexOf(facts: Facts): number {
    return [...this.#classes.keys()].indexOf(keyOf(facts));
  }

  #matters(entry: Entry): boolean {
    return entry.sectors > 0 && this.#options.disk.reads.touches(entry.sector, entry.sectors);
  }

  #look(): Facts {
    this.#options.disk.reads.clear();
    return this.#options.look(this.#options.disk);
  }

  /** Where none of it was looked at, nothing of what was seen is different. */
  #lookOver(point: CrashPoint): void {
    const { disk, log, look } = this.#options;
    const overlay = new Overlay(disk);
    let isRelevant = false;
    for (const { entry: index, sectors } of point.then) {
      const entry = log.entries[index];
      if (entry === undefined) throw new Error(`the log has no entry ${String(index)}`);
      overlay.write(entry.sector, log.data(entry).subarray(0, sectors * SECTOR));
      isRelevant ||= disk.reads.touches(entry.sector, sectors);
    }
    if (isRelevant) this.#counts[point.variant].looked += 1;
    this.#count(point, isRelevant ? look(overlay) : this.#facts);
  }

  #count(point: CrashPoint, facts: Facts): void {
    this.#counts[point.variant].states += 1;
    const key = keyOf(facts);
    const known = this.#classes.get(key);
    if (known === undefined) {
      const outcome = outcomeOf(facts);
      this.#classes.set(key, { facts, outcome, first: point, drawn: point, states: 1 });
      return;
    }
    known.states += 1;
    if (this.#options.draw() * known.states < 1) known.drawn = point;
  }
}

const none = (): Counts => ({ states: 0, looked: 0 });
