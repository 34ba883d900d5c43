import { partitionTable, seenPartitions } from '../../facts/partition-table.ts';
import { run } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import {
  partitionsOf,
  SECTOR_BYTES,
  type DiskTable,
  type Stretch,
} from '../../model/disk-table.ts';
import { STAGING_NUMBER, withAllRoom } from '../../model/partition-plan.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { BOOT_MS } from '../boot/limits.ts';
import { readOwner, takeFreeLock } from '../staging/lock.ts';
import { partition, readTarget } from '../target.ts';

/** More room than this behind the data partition, and its expander has not run. */
const MOST_UNUSED_SECTORS = (64 * 2 ** 20) / SECTOR_BYTES;

/** One boot as every one will be: by the image's own loader, with its own partitions, and the data partition grown. */
export const lastBootStep = defineStep({
  id: 'finish/last-boot',
  title: 'Boot the new system with all the room',
  on: 'new',
  interrupted: 'check-again',
  hint: 'Look at `journalctl -b` and at the partition table on the device: the data partition grows at boot.',
  params: (vars) => ({ owner: readOwner(vars), target: readTarget(vars) }),
  facts: ({ target: { disk } }) => ({
    table: partitionTable(disk),
    seen: seenPartitions([partition(disk, STAGING_NUMBER)]),
  }),
  check: ({ table, seen }, { target: { disk } }) => {
    if (table === null)
      return blocked(`${disk} has no partition table that can be read`, 'Set stem_disk.');
    if (!isSeen(table, seen)) return needed('the kernel still has the staging partition');
    return unusedOf(table) > MOST_UNUSED_SECTORS
      ? needed('the data partition has not grown')
      : satisfied('the data partition has all the room');
  },
  apply: (_, { owner }) => [
    run(sh('sync')),
    { kind: 'reboot', into: 'new', timeoutMs: BOOT_MS },
    { kind: 'reconnect', timeoutMs: 60_000 },
    ...takeFreeLock(owner),
  ],
  expect: ({ table }) => ({
    table: table === null ? null : withAllRoom(table),
    seen: [placeOfFifth(table)],
  }),
  verify: ({ table, seen }) =>
    verifyThat(
      table !== null && isSeen(table, seen) && unusedOf(table) <= MOST_UNUSED_SECTORS,
      'the data partition has not grown: its expander did not run, or found no room',
    ),
  rollback: { kind: 'redo', because: 'booting again does no harm' },
});

const NOWHERE: Stretch = { start: 0, length: 0 };

const placeOfFifth = (table: DiskTable | null): Stretch => {
  const fifth = table === null ? undefined : partitionsOf(table).find(({ number }) => number === 5);
  return fifth === undefined ? NOWHERE : { start: fifth.start, length: fifth.length };
};

const isSeen = (table: DiskTable, [seen = NOWHERE]: readonly Stretch[]): boolean =>
  seen.start === placeOfFifth(table).start;

const unusedOf = (table: DiskTable): number =>
  table.sectors -
  Math.max(
    ...partitionsOf(table)
      .filter(({ number }) => number > 4)
      .map(({ start, length }) => start + length),
  );
