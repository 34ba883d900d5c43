import { tellPartitionTable, tellSeen } from '../commands/partition-table.ts';
import type { DiskTable, Stretch } from '../model/disk-table.ts';
import type { Fact } from '../model/fact.ts';

const SECTOR_HEX = /^[0-9a-f]{1024}$/;

/** The partition table of a disk as it lies there, read past every cache; null where there is none of the MBR kind. */
export const partitionTable = (disk: string): Fact<DiskTable | null> => ({
  name: `partition table of ${disk}`,
  command: tellPartitionTable(disk),
  as: 'root',
  parse: ({ exitCode, stdout }) => {
    const sectors = Number(/^sectors (\d+)$/m.exec(stdout)?.[1] ?? NaN);
    const first = /^first (\w+)$/m.exec(stdout)?.[1] ?? '';
    if (exitCode !== 0 || Number.isNaN(sectors) || !SECTOR_HEX.test(first)) return null;
    if (!first.endsWith('55aa')) return null;
    const chain = [...stdout.matchAll(/^link (\d+) ([0-9a-f]{1024})$/gm)].map(
      ([, lba = '', hex = '']) => ({ lba: Number(lba), hex }),
    );
    return { sectors, first, chain };
  },
});

/** Where the running kernel has these partitions. What lies on the disk may be newer than what it knows. */
export const seenPartitions = (devices: readonly string[]): Fact<readonly Stretch[]> => ({
  name: `places of ${devices.join(' ')}`,
  command: tellSeen(devices),
  as: 'login',
  parse: ({ stdout }) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [start = 0, length = 0] = line.split(' ').map(Number);
        return { start, length };
      }),
});
