import { archivePaths } from '../../commands/backup.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { optional, paths, readVars, whole } from '../../model/params.ts';
import { BACKUP } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

interface Params {
  readonly stem_backup_paths: readonly string[];
  readonly stem_backup_timeout_minutes: number;
}

const DIR = jobDir('backup-paths');

/** Archives what the customer wants to keep, with checksums, and compares it with the files. */
export const backupPathsStep = defineStep({
  id: 'backup/paths',
  title: 'Archive the listed paths',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Params>(vars, {
      stem_backup_paths: paths,
      stem_backup_timeout_minutes: optional(whole(1, 1440), 60),
    }),
  // A boot of the old system starts the services again: what was archived before it is stale.
  facts: () => ({ sealed: fileText(`${BACKUP}/paths.sealed`), job: job(DIR) }),
  check: ({ sealed, job }) =>
    sealed !== null && job === 'done 0'
      ? satisfied('they are archived and compared')
      : needed('they are not archived since this boot'),
  apply: ({ job }, { stem_backup_paths: list, stem_backup_timeout_minutes: minutes }) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: archivePaths(list),
      timeoutMs: minutes * 60_000,
    }),
  expect: () => ({ sealed: '(new)', job: 'done 0' }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'the archive is not sealed'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it lies on the staging partition, which becomes swap again',
  },
});
