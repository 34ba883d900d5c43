import { putVolumes, VOLUMES_PUT } from '../../commands/volumes.ts';
import { volumesFacts } from '../../facts/backup.ts';
import { mountedAt } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { NEW_DATA } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

const DIR = jobDir('put-volumes');

/**
 * Puts the archive of the volumes where the supervisor looks for one when it starts. It asks for no var: a backup that was made is
 * brought back, whatever whoever resumes has left out.
 */
export const restoreVolumesStep = defineStep({
  id: 'restore/volumes',
  title: 'Hand the archive of the volumes to the supervisor',
  on: 'environment',
  interrupted: 'check-again',
  params: () => ({}),
  facts: () => ({
    archive: volumesFacts.sealed,
    put: fileText(VOLUMES_PUT),
    mounted: mountedAt(NEW_DATA),
    job: job(DIR),
  }),
  check: ({ archive, put, mounted }) => {
    if (archive === null) return satisfied('there is no archive of volumes');
    // The supervisor removes it once it has restored it.
    if (put === archive) return satisfied('the supervisor has got it');
    return mounted === null
      ? blocked("the new system's partitions are not mounted", 'Resume the run.')
      : needed('the supervisor has not got it');
  },
  apply: ({ job, archive }) => [
    ...startAfresh(job, { kind: 'job', dir: DIR, command: putVolumes(), timeoutMs: 7_200_000 }),
    { kind: 'write', to: VOLUMES_PUT, content: [archive ?? ''], mode: 0o600 },
  ],
  expect: (facts) => ({ ...facts, put: facts.archive, job: 'done 0' }),
  verify: ({ put, archive }) => verifyThat(put === archive, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'the archive stays on the staging partition' },
});
