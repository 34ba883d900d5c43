import type { Disk } from './disk.ts';
import type { HashCache } from './ext4.ts';
import { lookAtEnd, lookAtStage, lookBefore, type Layout, type Reference } from './look.ts';
import { SECTOR, type Entry, type WriteLog } from './write-log.ts';

/** A write of the disk's first sector, the only one that decides which core starts and where the partitions are. */
export interface FirstSectorWrite {
  readonly entry: number;
  /** Of the write. */
  readonly sectors: number;
  /** Those with other content than before. */
  readonly changed: readonly number[];
  readonly what: 'nothing' | 'pointer' | 'table' | 'more';
}

export interface Learned {
  readonly reference: Reference;
  readonly firstSectorWrites: readonly FirstSectorWrite[];
}

const SUPERBLOCK = 2;
const EXT_MAGIC_AT = 56;
const POINTER = [0x5c, 0x64] as const;
const TABLE = [446, 510] as const;

/** Goes through the log once, to know what the pieces are when they are whole. The disk is as after it then. */
export function learn(log: WriteLog, disk: Disk): Learned {
  const cache: HashCache = new Map();
  const before = lookBefore(disk, cache);
  const { layout } = before;
  const end = endOfStaging(log, layout);
  let stage: Reference['stage'] | undefined;
  const firstSectorWrites: FirstSectorWrite[] = [];
  for (const entry of log.entries) {
    if (entry.index === end) stage = lookAtStage(disk, layout, cache);
    if (entry.sectors === 0) continue;
    const data = log.data(entry);
    if (entry.sector === 0) firstSectorWrites.push(firstSectorWrite(entry, data, disk));
    disk.write(entry.sector, data);
  }
  stage ??= lookAtStage(disk, layout, cache);
  const reference = { ...before, stage, ...lookAtEnd(disk, layout, cache) };
  return { reference, firstSectorWrites };
}

/** The last write that takes the staging partition's superblock away; undefined where it stays. */
function endOfStaging(log: WriteLog, { staging }: Layout): number | undefined {
  const at = staging.start + SUPERBLOCK;
  let end: number | undefined;
  let had = false;
  for (const entry of log.entries) {
    if (entry.sector > at || entry.sector + entry.sectors <= at) continue;
    const offset = (at - entry.sector) * SECTOR + EXT_MAGIC_AT;
    const has = log.data(entry).readUInt16LE(offset) === 0xef53;
    if (had && !has) end = entry.index;
    had = has;
  }
  return end;
}

function firstSectorWrite(entry: Entry, data: Buffer, disk: Disk): FirstSectorWrite {
  const before = disk.readQuietly(0, entry.sectors);
  const changed = Array.from({ length: entry.sectors }, (_, index) => index).filter(
    (index) => !sectorOf(before, index).equals(sectorOf(data, index)),
  );
  const what = whatChanged(sectorOf(before, 0), sectorOf(data, 0));
  return { entry: entry.index, sectors: entry.sectors, changed, what };
}

function whatChanged(before: Buffer, after: Buffer): FirstSectorWrite['what'] {
  if (before.equals(after)) return 'nothing';
  if (withoutRange(before, POINTER).equals(withoutRange(after, POINTER))) return 'pointer';
  return withoutRange(before, TABLE).equals(withoutRange(after, TABLE)) ? 'table' : 'more';
}

const sectorOf = (data: Buffer, index: number): Buffer =>
  data.subarray(index * SECTOR, (index + 1) * SECTOR);

const withoutRange = (sector: Buffer, [from, to]: readonly [number, number]): Buffer =>
  Buffer.concat([sector.subarray(0, from), sector.subarray(to)]);
