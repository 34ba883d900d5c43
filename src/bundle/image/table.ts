import { readAt } from '../scan.ts';
import { SECTOR, type Disk } from './disk.ts';
import { gptPartitions } from './gpt.ts';
import { imageError } from './image-error.ts';
import { isProtective, mbrEntries, mbrPartitions } from './mbr.ts';
import type { Partition } from './partition.ts';

export interface PartitionTable {
  readonly kind: 'mbr' | 'gpt';
  /** In the order on the disk. Each lies in the file, and none over another. */
  readonly partitions: readonly Partition[];
}

/** Null where there is no table at all. @throws StemError BUNDLE_INVALID where there is a wrong one */
export async function readTable(disk: Disk): Promise<PartitionTable | null> {
  const entries = mbrEntries(await readAt(disk.handle, 0, SECTOR));
  if (entries === null) return null;
  const kind = isProtective(entries) ? 'gpt' : 'mbr';
  const found = kind === 'gpt' ? await gptPartitions(disk) : await mbrPartitions(disk, entries);
  if (found.length === 0) return null;
  const partitions = [...found].sort((one, other) => one.start - other.start);
  assertFits(disk, partitions);
  return { kind, partitions };
}

function assertFits(disk: Disk, partitions: readonly Partition[]): void {
  let free = SECTOR;
  let before = 0;
  for (const { number, start, bytes } of partitions) {
    if (start < free)
      throw imageError(
        disk.shown,
        before === 0
          ? `has partition ${String(number)} in its first sector, where the table is`
          : `has two partitions in one place: ${String(before)} and ${String(number)}`,
      );
    [free, before] = [start + bytes, number];
    if (free > disk.bytes)
      throw imageError(
        disk.shown,
        `has ${String(disk.bytes)} bytes, and its partition ${String(number)} ends at byte ${String(free)}: the download was cut off`,
      );
  }
}
