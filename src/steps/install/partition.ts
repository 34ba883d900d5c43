import { adoptTable, writeSectors } from '../../commands/partition-table.ts';
import { extent } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { partitionTable, seenPartitions } from '../../facts/partition-table.ts';
import { run } from '../../model/action.ts';
import type { Stretch } from '../../model/disk-table.ts';
import {
  hasPlan,
  sectorsOf,
  STAGING_NUMBER,
  withPlan,
  type Place,
} from '../../model/partition-plan.ts';
import { NO_RETURN } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { placesOf, planOf, readImages } from '../images.ts';

/**
 * Gives the disk the partitions of the image. The sectors of the logical ones lie in what was the old root and are written
 * first; the first sector of the disk decides, and is one write. The staging partition has the same number and place before and
 * after, so a power cut at any moment comes back to the environment on it.
 */
export const partitionStep = defineStep({
  id: 'install/partition',
  title: 'Give the disk the partitions of the new system',
  on: 'environment',
  interrupted: 'check-again',
  params: readImages,
  facts: (params) => ({
    table: partitionTable(params.target.disk),
    staging: extent(params.target.staging),
    seen: seenPartitions(placesOf(params).map(({ device }) => device)),
    mark: fileText(NO_RETURN),
  }),
  check: ({ table, staging, seen, mark }, params) => {
    const plan = planOf(params, staging);
    if (table === null || plan === null)
      return blocked(
        `the partitions of the image do not fit on ${params.target.disk}`,
        'Look at `stem-remote plan`: stem_disk or the bundle is another one than before.',
      );
    if (hasPlan(plan, table))
      return isSeen(plan.places, seen)
        ? satisfied('the disk has them')
        : needed('the kernel does not know them yet');
    return mark === null
      ? blocked('the point of no return is not marked on the device', 'Resume the run.')
      : needed('the disk has those of the old system');
  },
  apply: ({ table, staging }, params) => {
    const plan = planOf(params, staging);
    const { disk } = params.target;
    if (table === null || plan === null) return [];
    return [
      ...(hasPlan(plan, table) ? [] : [run(writeSectors(disk, sectorsOf(plan, table)))]),
      run(adoptTable(disk, STAGING_NUMBER)),
    ];
  },
  expect: (facts, params) => {
    const plan = planOf(params, facts.staging);
    return facts.table === null || plan === null
      ? facts
      : { ...facts, table: withPlan(plan, facts.table), seen: plan.places.map(placeOnly) };
  },
  verify: ({ table, staging, seen }, params) => {
    const plan = planOf(params, staging);
    return verifyThat(
      table !== null && plan !== null && hasPlan(plan, table) && isSeen(plan.places, seen),
      'the disk has another table',
    );
  },
  rollback: {
    kind: 'redo',
    because: 'the old system is gone; writing the same sectors again mends it',
  },
});

const placeOnly = ({ start, length }: Place): Stretch => ({ start, length });

const isSeen = (places: readonly Place[], seen: readonly Stretch[]): boolean =>
  places.length === seen.length &&
  places.every(
    ({ start, length }, index) => seen[index]?.start === start && seen[index].length === length,
  );
