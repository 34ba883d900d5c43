import { unmount } from '../../commands/disk.ts';
import { removeFiles } from '../../commands/files.ts';
import { IMAGE_TRIAL, TRIAL_FILES, TRIAL_UNIT } from '../../commands/trial.ts';
import { mountedAt } from '../../facts/disk.ts';
import { exists } from '../../facts/files.ts';
import { owners } from '../../facts/owner.ts';
import { run } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { LOCK, STAGING } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readOwner } from '../staging/lock.ts';
import { readTarget } from '../target.ts';

/** Hands the device over: the trial timer and the lock go. The seals on the new root stay, they say what was done. */
export const unlockStep = defineStep({
  id: 'finish/unlock',
  title: 'Hand the device over',
  on: 'new',
  interrupted: 'check-again',
  params: (vars) => ({ owner: readOwner(vars), staging: readTarget(vars).staging }),
  facts: ({ staging }) => ({
    owners: owners(staging),
    trialUnit: exists(TRIAL_UNIT),
    // In an image, whose root is read-only, the trials ended before.
    isOver: exists(IMAGE_TRIAL.over),
    mounted: mountedAt(STAGING),
  }),
  check: ({ owners, trialUnit, isOver }) =>
    owners.lock === null && (isOver || !trialUnit)
      ? satisfied('it is handed over')
      : needed('we hold it'),
  apply: ({ mounted, isOver }) => [
    ...(isOver ? [] : [run(removeFiles(...TRIAL_FILES))]),
    ...(mounted === null ? [] : [run(removeFiles(`${STAGING}/owner`)), run(unmount(STAGING))]),
    run(sh('sync')),
    run(removeFiles(LOCK)),
  ],
  expect: ({ isOver }) => ({
    owners: { lock: null, staging: null },
    ...{ trialUnit: false, isOver },
    mounted: null,
  }),
  verify: ({ owners }) => verifyThat(owners.lock === null, 'the lock is still there'),
  rollback: { kind: 'redo', because: 'removing twice does no harm' },
});
