import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The log's format is that of Linux's dm-log-writes (Documentation/admin-guide/device-mapper/log-writes.rst). */
const MAGIC = 0x6a736677736872n;
const FLUSH = 1;
const FUA = 2;
const DISCARD = 4;
const HEADER_BYTES = 32;
const SUPER_BYTES = 28;
export const SECTOR = 512;

/** One thing that the guest did to its disk, in the order in which it did them. */
export interface Entry {
  readonly index: number;
  readonly sector: number;
  /** 0 where it is a flush only. */
  readonly sectors: number;
  /** All before it is on the medium from here on. */
  readonly isFlush: boolean;
  /** This write itself is on the medium once it is done. */
  readonly isForced: boolean;
  /** Where its data begin in the log. */
  readonly at: number;
}

/** A recorded run: the entries in memory, their data in the file. */
export class WriteLog implements Disposable {
  readonly entries: readonly Entry[];
  readonly #fd: number;

  constructor(file: string) {
    this.#fd = openSync(file, 'r');
    this.entries = readEntries(this.#fd);
  }

  data(entry: Entry): Buffer {
    return readAt(this.#fd, entry.at, entry.sectors * SECTOR);
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

function readEntries(fd: number): readonly Entry[] {
  const head = readAt(fd, 0, SUPER_BYTES);
  if (head.readBigUInt64LE(0) !== MAGIC) throw new Error('this is no log of writes');
  const sectorBytes = head.readUInt32LE(24);
  if (sectorBytes !== SECTOR)
    throw new Error(`the log has sectors of ${String(sectorBytes)} bytes`);
  const { size } = fstatSync(fd);
  const entries: Entry[] = [];
  for (let at = SECTOR; at + SECTOR <= size;) {
    const header = readAt(fd, at, HEADER_BYTES);
    const entry = entryOf(header, entries.length, at + SECTOR);
    if (entry === undefined) break; // The log's end was not written any more.
    if (entry.at + entry.sectors * SECTOR > size) break;
    entries.push(entry);
    at = entry.at + entry.sectors * SECTOR;
  }
  const promised = Number(head.readBigUInt64LE(16));
  if (entries.length < promised)
    throw new Error(`the log has ${String(entries.length)} entries of ${String(promised)}`);
  return entries;
}

function entryOf(header: Buffer, index: number, at: number): Entry | undefined {
  const sector = Number(header.readBigUInt64LE(0));
  const count = Number(header.readBigUInt64LE(8));
  const flags = Number(header.readBigUInt64LE(16));
  if (flags === 0 && count === 0) return undefined;
  if ((flags & DISCARD) !== 0)
    throw new Error(`entry ${String(index)} is a discard: the recorded disk takes none`);
  return {
    ...{ index, sector, sectors: count, at },
    isFlush: (flags & FLUSH) !== 0,
    isForced: (flags & FUA) !== 0,
  };
}

function readAt(fd: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  const read = readSync(fd, buffer, 0, length, at);
  if (read !== length) throw new Error(`the log ends at ${String(at + read)}`);
  return buffer;
}
