import { compareVolumes } from '../../commands/compare-volumes.ts';
import { volumesFacts } from '../../facts/backup.ts';
import { job } from '../../facts/job.ts';
import { optional, readVars, whole } from '../../model/params.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

const DIR = jobDir('compare-volumes');
/** Of gigabytes on a slow disk. */
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
  hint: 'Ask `balena-engine volume ls` and `journalctl -u balena-supervisor` on the device: the release needs a volume of each of these names, and the device has to reach the platform. Then resume the run; stem_supervisor_seconds gives it more time. The archive is on the staging partition until then; with stem_compare_volumes=no it is left to the supervisor.',
  params: (vars) =>
    readVars<{ stem_supervisor_seconds: number }>(vars, {
      stem_supervisor_seconds: optional(whole(1, 7200), 600),
    }),
  facts: () => ({ archive: volumesFacts.sealed, job: job(DIR) }),
  check: ({ archive, job }) => {
    if (archive === null) return satisfied('there is no archive of volumes');
    return job === 'done 0'
      ? satisfied('they were compared in this boot')
      : needed(`the comparison is ${job}`);
  },
  apply: ({ job }, { stem_supervisor_seconds: seconds }) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: compareVolumes(seconds),
      timeoutMs: seconds * 1000 + COMPARE_MS,
    }),
  expect: ({ archive }) => ({ archive, job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', 'the volumes are not as they were backed up'),
  rollback: { kind: 'redo', because: 'it only reads' },
});
