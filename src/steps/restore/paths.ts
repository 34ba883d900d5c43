import { restorePaths } from '../../commands/backup.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { readVars, text } from '../../model/params.ts';
import { BACKUP, SEALS } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

const SEAL = `${SEALS}/restored`;
const DIR = jobDir('restore-paths');

/**
 * Brings the customer's data back and compares every file with its checksum. The seal lies on the new root and stays:
 * without it a later run would put old data over new.
 */
export const restorePathsStep = defineStep({
  id: 'restore/paths',
  title: 'Restore the listed paths',
  on: 'new',
  interrupted: 'check-again',
  params: (vars) => readVars<{ stem_run_id: string }>(vars, { stem_run_id: text }),
  facts: () => ({
    sealed: fileText(SEAL),
    archive: fileText(`${BACKUP}/paths.sealed`),
    job: job(DIR),
  }),
  check: ({ sealed, archive }) => {
    if (sealed !== null) return satisfied('the data is back');
    return archive === null
      ? blocked('there is no sealed archive on the staging partition', 'Look at the device.')
      : needed('the data is not back');
  },
  apply: ({ job }, { stem_run_id: runId }) => [
    ...startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: restorePaths(),
      timeoutMs: 7_200_000,
    }),
    { kind: 'write', to: SEAL, content: [runId], mode: 0o600 },
  ],
  expect: (facts, { stem_run_id: runId }) => ({ ...facts, sealed: runId, job: 'done 0' }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'the data is not back'),
  rollback: { kind: 'redo', because: 'the archive stays until the data was compared' },
});
