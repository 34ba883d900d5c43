import { removeFiles } from '../../commands/files.ts';
import { archiveVolumes } from '../../commands/volumes.ts';
import { changedSince, volumesFacts } from '../../facts/backup.ts';
import { job } from '../../facts/job.ts';
import { run } from '../../model/action.ts';
import { listOfVolumes } from '../../model/backup-volumes.ts';
import { optional, readVars, whole } from '../../model/params.ts';
import { BACKUP } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { endJob, jobDir, startAfresh } from '../job.ts';
import { readVolumeItems } from './volumes-place.ts';

const DIR = jobDir('backup-volumes');
const FILES = ['sealed', 'tgz', 'list', 'sums'].map((name) => `${BACKUP}/volumes.${name}`);

/** Archives what goes into the volumes of the new release: in the supervisor's form where it restores them. */
export const backupVolumesStep = defineStep({
  id: 'backup/volumes',
  title: 'Archive what goes into the volumes',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) => ({
    ...readVars<{ stem_backup_timeout_minutes: number; backup_volumes_app: number }>(vars, {
      stem_backup_timeout_minutes: optional(whole(1, 1440), 60),
      backup_volumes_app: optional(whole(0, Number.MAX_SAFE_INTEGER), 0),
    }),
    items: readVolumeItems(vars),
  }),
  // A boot of the old system starts the services again: what was archived before it is stale.
  facts: ({ items }) => ({
    ...volumesFacts,
    hasChanged: changedSince(
      items.map(({ source }) => source),
      'volumes',
    ),
    job: job(DIR),
  }),
  check: ({ sealed, list, hasChanged, job }, { items, backup_volumes_app: app }) => {
    if (sealed === null || job !== 'done 0') return needed('they are not archived since this boot');
    if (list?.trimEnd() !== listOfVolumes(items, app)) return needed('others are archived');
    return hasChanged
      ? needed('they have changed since they were archived')
      : satisfied('they are archived and compared');
  },
  apply: ({ job }, { items, backup_volumes_app: app, stem_backup_timeout_minutes: minutes }) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: archiveVolumes(items, app),
      timeoutMs: minutes * 60_000,
    }),
  expect: (facts, { items, backup_volumes_app: app }) => ({
    ...facts,
    ...{ sealed: '(new)', hasChanged: false, job: 'done 0' },
    list: `${listOfVolumes(items, app)}\n`,
  }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'the archive is not sealed'),
  rollback: {
    kind: 'undo',
    // An archive of an earlier try is no matter of a rollback: it lies where swap will be again.
    actions: (_, { job }) => [...endJob(job, DIR), run(removeFiles(...FILES))],
  },
});
