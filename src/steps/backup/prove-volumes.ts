import { proveArchive } from '../../commands/backup.ts';
import { volumesFacts } from '../../facts/backup.ts';
import { job } from '../../facts/job.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

/** In memory: what was proved in another boot is read again. */
export const VOLUMES_PROOF_DIR = jobDir('volumes-proof');

/** Reads the archive of the volumes back by the environment's own kernel: without it the point of no return is not crossed. */
export const proveVolumesStep = defineStep({
  id: 'backup/prove-volumes',
  title: 'Read the archive of the volumes back',
  on: 'environment',
  interrupted: 'check-again',
  params: () => ({}),
  facts: () => ({ sealed: volumesFacts.sealed, job: job(VOLUMES_PROOF_DIR) }),
  check: ({ sealed, job }) => {
    if (sealed === null)
      return blocked(
        'there is no sealed archive of the volumes',
        'Run `stem-remote rollback`, and look why it was not made.',
      );
    return job === 'done 0'
      ? satisfied('the archive is as it was sealed')
      : needed('the archive was not read since this boot');
  },
  apply: ({ job }) =>
    startAfresh(job, {
      kind: 'job',
      dir: VOLUMES_PROOF_DIR,
      command: proveArchive('volumes.tgz', 'volumes.sealed'),
      timeoutMs: 7_200_000,
    }),
  expect: (facts) => ({ ...facts, job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', 'the archive is another one than was sealed'),
  rollback: { kind: 'nothing-to-undo', because: 'it only reads' },
});
