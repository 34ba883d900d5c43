import { writeFileSync } from 'node:fs';

import { SECTOR } from './write-log.ts';

interface SmallEntry {
  readonly sector?: number;
  readonly data?: Buffer;
  readonly flags?: number;
}

export const FLUSH = 1;

/** A log as QEMU writes it, for tests. */
export function writeSmallLog(file: string, entries: readonly SmallEntry[]): void {
  const head = Buffer.alloc(SECTOR);
  head.writeBigUInt64LE(0x6a736677736872n, 0);
  head.writeBigUInt64LE(1n, 8);
  head.writeBigUInt64LE(BigInt(entries.length), 16);
  head.writeUInt32LE(SECTOR, 24);
  const parts = entries.flatMap(({ sector = 0, data = Buffer.alloc(0), flags = 0 }) => {
    const header = Buffer.alloc(SECTOR);
    header.writeBigUInt64LE(BigInt(sector), 0);
    header.writeBigUInt64LE(BigInt(data.length / SECTOR), 8);
    header.writeBigUInt64LE(BigInt(flags), 16);
    return [header, data];
  });
  writeFileSync(file, Buffer.concat([head, ...parts, Buffer.alloc(SECTOR)]));
}

/** Sectors that are full of one letter each. */
export const sectors = (letters: string): Buffer =>
  Buffer.concat(Array.from(letters, (letter) => Buffer.alloc(SECTOR, letter)));
