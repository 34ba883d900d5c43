import { compareVolumes, VOLUMES_COMPARED } from '../../commands/compare-volumes.ts';
import { volumesFacts } from '../../facts/backup.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { readVars } from '../../model/params.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';
import { supervisorSeconds } from './supervisor.ts';

const DIR = jobDir('compare-volumes');
/** To restore and to compare gigabytes on a slow disk. */
const COMPARE_MS = 7_200_000;

/**
 * The supervisor restores what it was handed once it knows its release, and tries again for ever where it can't. Here it is waited
 * for, and compared, while the archive still lies on the staging partition. It asks for no var, as `restore/volumes`.
 */
export const compareVolumesStep = defineStep({
  id: 'finish/volumes',
  title: 'Compare the volumes with what was backed up',
  on: 'new',
  interrupted: 'check-again',
  hint: 'The operator\'s guide says what to do for each reason, under "data for its volumes"; then resume the run. The archive is still on the staging partition.',
  params: (vars) =>
    readVars<{ stem_supervisor_seconds: number }>(vars, {
      stem_supervisor_seconds: supervisorSeconds,
    }),
  facts: () => ({
    archive: volumesFacts.sealed,
    compared: fileText(VOLUMES_COMPARED),
    job: job(DIR),
  }),
  check: ({ archive, compared, job }) => {
    if (archive === null) return satisfied('there is no archive of volumes');
    return compared === archive
      ? satisfied('they were compared')
      : needed(`the comparison is ${job}`);
  },
  apply: ({ archive, job }, { stem_supervisor_seconds: seconds }) => [
    ...startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: compareVolumes(seconds),
      timeoutMs: seconds * 1000 + COMPARE_MS,
    }),
    { kind: 'write', to: VOLUMES_COMPARED, content: [archive ?? ''], mode: 0o600 },
  ],
  expect: ({ archive }) => ({ archive, compared: archive, job: 'done 0' }),
  verify: ({ archive, compared }) =>
    verifyThat(compared === archive, 'the volumes are not as they were backed up'),
  rollback: { kind: 'redo', because: 'it only reads' },
});
