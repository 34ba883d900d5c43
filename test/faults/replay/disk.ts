import { closeSync, openSync, readSync, writeSync } from 'node:fs';

import { SECTOR } from './write-log.ts';

/** What can be looked at as a disk. */
export interface Sectors {
  read(sector: number, count: number): Buffer;
  /** Those 4-KiB blocks matter to whoever looks, though he may know their content already. */
  note(sector: number, count: number): void;
  /** Greater than before where one of those sectors may have changed since; undefined where that is not known. */
  version(sector: number, count: number): number | undefined;
}

const BLOCK_SECTORS = 8;

/** Which 4-KiB blocks of a disk were looked at. */
export class ReadSet {
  readonly #blocks: Uint8Array;

  constructor(sectors: number) {
    this.#blocks = new Uint8Array(Math.ceil(sectors / BLOCK_SECTORS));
  }

  mark(sector: number, count: number): void {
    this.#blocks.fill(1, blockOf(sector), blockOf(sector + count - 1) + 1);
  }

  touches(sector: number, count: number): boolean {
    return this.#blocks.subarray(blockOf(sector), blockOf(sector + count - 1) + 1).includes(1);
  }

  clear(): void {
    this.#blocks.fill(0);
  }
}

/** A raw disk in a file, to which a log's writes are applied one after the other. */
export class Disk implements Sectors, Disposable {
  readonly reads: ReadSet;
  readonly #fd: number;
  /** Of each block: how many writes had come when it was last written. */
  readonly #versions: Uint32Array;
  #writes = 0;

  constructor(file: string, sectors: number) {
    this.#fd = openSync(file, 'r+');
    this.reads = new ReadSet(sectors);
    this.#versions = new Uint32Array(Math.ceil(sectors / BLOCK_SECTORS));
  }

  read(sector: number, count: number): Buffer {
    this.note(sector, count);
    return this.readQuietly(sector, count);
  }

  /** For whoever puts it back later. */
  readQuietly(sector: number, count: number): Buffer {
    const buffer = Buffer.alloc(count * SECTOR);
    readSync(this.#fd, buffer, 0, buffer.length, sector * SECTOR);
    return buffer;
  }

  note(sector: number, count: number): void {
    this.reads.mark(sector, count);
  }

  version(sector: number, count: number): number {
    const blocks = this.#versions.subarray(blockOf(sector), blockOf(sector + count - 1) + 1);
    return blocks.reduce((most, one) => Math.max(most, one), 0);
  }

  write(sector: number, data: Buffer): void {
    this.#writes += 1;
    writeSync(this.#fd, data, 0, data.length, sector * SECTOR);
    const end = blockOf(sector + data.length / SECTOR - 1) + 1;
    this.#versions.fill(this.#writes, blockOf(sector), end);
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/** A disk with other content in some sectors; the disk below stays as it is. */
export class Overlay implements Sectors {
  readonly #below: Disk;
  readonly #changed = new Map<number, Buffer>();

  constructor(below: Disk) {
    this.#below = below;
  }

  write(sector: number, data: Buffer): void {
    for (let done = 0; done * SECTOR < data.length; done += 1)
      this.#changed.set(sector + done, data.subarray(done * SECTOR, (done + 1) * SECTOR));
  }

  read(sector: number, count: number): Buffer {
    const buffer = this.#below.read(sector, count);
    for (let done = 0; done < count; done += 1)
      this.#changed.get(sector + done)?.copy(buffer, done * SECTOR);
    return buffer;
  }

  note(sector: number, count: number): void {
    this.#below.note(sector, count);
  }

  version(sector: number, count: number): number | undefined {
    for (let done = 0; done < count; done += 1)
      if (this.#changed.has(sector + done)) return undefined;
    return this.#below.version(sector, count);
  }
}

const blockOf = (sector: number): number => Math.floor(sector / BLOCK_SECTORS);
