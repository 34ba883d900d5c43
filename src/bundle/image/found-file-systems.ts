import type { Disk } from './disk.ts';
import { fileSystemIn, type FileSystem } from './file-system.ts';
import { SECTORS_4096 } from './gpt.ts';
import { imageError } from './image-error.ts';
import type { Partition } from './partition.ts';
import type { PartitionTable } from './table.ts';

export interface FoundPartition {
  readonly partition: Partition;
  readonly fileSystem: FileSystem;
  /** Of the file system; of the GPT where that has none. */
  readonly label: string;
}

/** Looks into each partition. @throws StemError BUNDLE_INVALID where one is encrypted, or nothing is where it should be */
export async function findFileSystems(
  disk: Disk,
  { partitions }: PartitionTable,
): Promise<readonly FoundPartition[]> {
  const found: FoundPartition[] = [];
  for (const partition of partitions) {
    const shown = `partition ${String(partition.number)}`;
    const fileSystem = await fileSystemIn(disk, partition, shown);
    if (fileSystem.kind === 'luks')
      throw imageError(disk.shown, `has an encrypted (LUKS) ${shown}: its content can't be read`);
    const own = fileSystem.kind === 'none' ? '' : fileSystem.label;
    found.push({ partition, fileSystem, label: own === '' ? partition.name : own });
  }
  if (found.every(({ fileSystem }) => fileSystem.kind === 'none'))
    await refuseOtherSectors(disk, partitions);
  return found;
}

/** A table does not say how long its sectors are; file systems that begin eight times as far do. */
async function refuseOtherSectors(disk: Disk, partitions: readonly Partition[]): Promise<void> {
  for (const { start, bytes } of partitions) {
    const far = { start: start * 8, bytes: bytes * 8 };
    if (far.start >= disk.bytes) continue;
    const { kind } = await fileSystemIn(disk, far, 'a partition');
    if (kind !== 'none') throw imageError(disk.shown, SECTORS_4096);
  }
}
