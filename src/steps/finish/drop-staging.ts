import { unmountAll } from '../../commands/images.ts';
import { cleanGap } from '../../commands/loader.ts';
import { writeSectors } from '../../commands/partition-table.ts';
import type { Core } from '../../facts/core.ts';
import { mountedAt } from '../../facts/disk.ts';
import { bootsItself, loaderFacts } from '../../facts/loader.ts';
import { partitionTable } from '../../facts/partition-table.ts';
import { run } from '../../model/action.ts';
import { partitionsOf, type DiskTable } from '../../model/disk-table.ts';
import { dropFirst, withoutFirst } from '../../model/partition-plan.ts';
import { STAGING } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';
import { readLoader } from './loader-trial.ts';

/**
 * Takes the staging partition out of the table, in one sector: state and data get the numbers that balenaOS knows, and its
 * expander finds the room at its next boot. Nothing reads it any more: the loader of the image looks for labels of its own.
 */
export const dropStagingStep = defineStep({
  id: 'finish/drop-staging',
  title: "Leave the staging partition's room to the new system",
  on: 'new',
  interrupted: 'check-again',
  params: (vars) => ({ target: readTarget(vars), files: readLoader(vars) }),
  facts: ({ target: { disk }, files }) => ({
    table: partitionTable(disk),
    ...loaderFacts(disk, files.os_loader_boot),
    mounted: mountedAt(STAGING),
  }),
  check: ({ table, ...loader }, { target: { disk } }) => {
    if (table === null)
      return blocked(`${disk} has no partition table that can be read`, 'Set stem_disk.');
    if (!hasStaging(table)) return satisfied('it is out of the table');
    return bootsItself(loader)
      ? needed('it is in the table')
      : blocked(
          "the image's own loader is not what boots yet",
          'Put stem.finish.loader before this task, then resume.',
        );
  },
  apply: ({ table, mounted }, { target: { disk } }) => {
    const sector = table === null ? null : dropFirst(table);
    return [
      ...(mounted === null ? [] : [run(unmountAll([STAGING]))]),
      run(cleanGap(disk)),
      ...(sector === null ? [] : [run(writeSectors(disk, [sector]))]),
    ];
  },
  expect: (facts) => ({
    ...facts,
    core: cleaned(facts.core),
    table: facts.table === null ? null : withoutFirst(facts.table),
    // The bundle is gone with it.
    ...{ isImages: null, mounted: null },
  }),
  verify: ({ table }) => verifyThat(table !== null && !hasStaging(table), 'it is still there'),
  rollback: { kind: 'redo', because: 'it is one sector; writing it again mends it' },
});

const cleaned = (core: Core): Core => (core.kind === 'grub' ? { ...core, room: 'empty' } : core);

/** State, data and one that stands before them. */
const hasStaging = (table: DiskTable): boolean =>
  table.chain.length === 3 && partitionsOf(table).length === 7;
