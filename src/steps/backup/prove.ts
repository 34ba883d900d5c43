import { proveArchive } from '../../commands/backup.ts';
import { job } from '../../facts/job.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';
import { backupFacts, lostBackup, readKeptAt } from '../kept-backup.ts';

/** In memory: what was proved in another boot is read again. */
export const PROOF_DIR = jobDir('backup-proof');

/**
 * Reads the backup back where nothing can come between any more: the archive on the staging partition by the
 * environment's own kernel, or all that the controller keeps. Without it the point of no return is not crossed.
 */
export const backupProveStep = defineStep({
  id: 'backup/prove',
  title: 'Read the backup back',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ at: readKeptAt(vars) }),
  facts: ({ at }) => ({ ...backupFacts(at), job: job(PROOF_DIR) }),
  check: (facts) => {
    if (facts.sealed === null) return blocked('there is no sealed archive', ROLL_BACK);
    const lost = lostBackup(facts);
    if (lost !== null) return lost;
    if (facts.away !== null) return satisfied('the controller has it as it was sealed');
    return facts.job === 'done 0'
      ? satisfied('the archive is as it was sealed')
      : needed('the archive was not read since this boot');
  },
  apply: ({ job }) =>
    startAfresh(job, {
      kind: 'job',
      dir: PROOF_DIR,
      command: proveArchive(),
      timeoutMs: 7_200_000,
    }),
  expect: (facts) => ({ ...facts, job: 'done 0' }),
  verify: ({ job, away }) =>
    verifyThat(away !== null || job === 'done 0', 'the archive is another one than was sealed'),
  rollback: { kind: 'nothing-to-undo', because: 'it only reads' },
});

const ROLL_BACK = 'Run `stem-remote rollback`, and look why the backup was not made.';
