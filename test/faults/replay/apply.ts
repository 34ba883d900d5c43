import type { CrashPoint } from './crash-points.ts';
import type { Disk } from './disk.ts';
import { SECTOR, type Entry, type WriteLog } from './write-log.ts';

/** A disk that goes forward through a log, and shows crash points on the way. */
export class Rebuilt {
  readonly #log: WriteLog;
  readonly #disk: Disk;
  #upTo = 0;

  constructor(log: WriteLog, disk: Disk) {
    this.#log = log;
    this.#disk = disk;
  }

  /** Makes the disk what that cut left, for as long as `body` takes. Points come in the order of their entries. */
  async at<T>(point: CrashPoint, body: () => Promise<T>): Promise<T> {
    this.#goTo(point.upTo);
    const undo: { sector: number; data: Buffer }[] = [];
    try {
      for (const part of point.then) {
        const { sector } = this.#entry(part.entry);
        undo.unshift({ sector, data: this.#disk.readQuietly(sector, part.sectors) });
        this.#apply(this.#entry(part.entry), part.sectors);
      }
      return await body();
    } finally {
      for (const { sector, data } of undo) this.#disk.write(sector, data);
    }
  }

  #goTo(upTo: number): void {
    if (upTo < this.#upTo) throw new Error('crash points are rebuilt in the order of the log');
    for (; this.#upTo < upTo; this.#upTo += 1) {
      const entry = this.#entry(this.#upTo);
      this.#apply(entry, entry.sectors);
    }
  }

  #entry(index: number): Entry {
    const entry = this.#log.entries[index];
    if (entry === undefined) throw new Error(`the log has no entry ${String(index)}`);
    return entry;
  }

  #apply(entry: Entry, sectors: number): void {
    if (sectors === 0) return;
    this.#disk.write(entry.sector, this.#log.data(entry).subarray(0, sectors * SECTOR));
  }
}

export const inOrder = (a: CrashPoint, b: CrashPoint): number => a.upTo - b.upTo;
