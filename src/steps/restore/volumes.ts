import { fillVolumes } from '../../commands/fill-volumes.ts';
import { putVolumes, VOLUMES_PUT } from '../../commands/volumes.ts';
import { volumesFacts } from '../../facts/backup.ts';
import { mountedAt } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { appOfList } from '../../model/backup-volumes.ts';
import { NEW_DATA } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

const DIR = jobDir('put-volumes');

/**
 * Fills the volumes of the preloaded app, or puts the archive where the supervisor looks for one when it starts: as was decided when
 * the archive was made, whose form it is. It asks for no var: a backup that was made is brought back, whatever whoever resumes has left out.
 */
export const restoreVolumesStep = defineStep({
  id: 'restore/volumes',
  title: 'Fill the volumes, or hand their archive to the supervisor',
  on: 'environment',
  interrupted: 'check-again',
  params: () => ({}),
  facts: () => ({
    archive: volumesFacts.sealed,
    list: volumesFacts.list,
    put: fileText(VOLUMES_PUT),
    mounted: mountedAt(NEW_DATA),
    job: job(DIR),
  }),
  check: ({ archive, list, put, mounted }) => {
    if (archive === null) return satisfied('there is no archive of volumes');
    const isOurs = appOfList(list) !== 0;
    // Neither is done twice: the supervisor removes its archive, and an application may have run.
    if (put === archive)
      return satisfied(isOurs ? 'the volumes are filled' : 'the supervisor has got it');
    if (mounted === null)
      return blocked("the new system's partitions are not mounted", 'Resume the run.');
    return needed(isOurs ? 'the volumes are not filled' : 'the supervisor has not got it');
  },
  apply: ({ job, archive, list }) => {
    const app = appOfList(list);
    return [
      ...startAfresh(job, {
        kind: 'job',
        dir: DIR,
        command: app === 0 ? putVolumes() : fillVolumes(app),
        timeoutMs: 7_200_000,
      }),
      { kind: 'write', to: VOLUMES_PUT, content: [archive ?? ''], mode: 0o600 },
    ];
  },
  expect: (facts) => ({ ...facts, put: facts.archive, job: 'done 0' }),
  verify: ({ put, archive }) => verifyThat(put === archive, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'the archive stays on the staging partition' },
});
