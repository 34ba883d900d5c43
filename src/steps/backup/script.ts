import { makeDirectory } from '../../commands/disk.ts';
import { job } from '../../facts/job.ts';
import { run, type JobAction } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { optional, path, readVars, text, whole } from '../../model/params.ts';
import { BACKUP } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { endJob, jobDir, startAfresh } from '../job.ts';

interface Backup {
  /** The customer's own, on the device: stops the services and writes to `$STEM_BACKUP_DIR`. */
  readonly stem_backup_script: string;
  /** What that script stopped, this starts again. No fact can know. */
  readonly stem_backup_undo_script: string;
  readonly stem_backup_timeout_minutes: number;
}

const DIR = jobDir('backup-script');
const UNDO_DIR = jobDir('backup-script-undo');
export const SCRIPT_BACKUP = `${BACKUP}/script`;

/** Runs the customer's own script, which stops services and saves what only it knows about. */
export const backupScriptStep = defineStep({
  id: 'backup/script',
  title: "Run the customer's backup script",
  on: 'old',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Backup>(vars, {
      stem_backup_script: path,
      stem_backup_undo_script: optional(text, ''),
      stem_backup_timeout_minutes: optional(whole(1, 1440), 60),
    }),
  facts: () => ({ job: job(DIR) }),
  check: ({ job }) =>
    job === 'done 0' ? satisfied('the script has ended well') : needed(`the script is ${job}`),
  apply: ({ job }, { stem_backup_script: file, stem_backup_timeout_minutes: minutes }) => [
    run(makeDirectory(SCRIPT_BACKUP)),
    ...startAfresh(job, scriptJob(DIR, file, minutes)),
  ],
  expect: () => ({ job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', `the script is ${job}`),
  rollback: {
    kind: 'undo',
    // After a boot of the old system the job is absent, and its services run again by themselves.
    actions: (_, now, { stem_backup_undo_script: undo }) => [
      ...endJob(now.job, DIR),
      ...(now.job === 'absent' || undo === ''
        ? []
        : [scriptJob(UNDO_DIR, undo, 10), ...endJob('done 0', UNDO_DIR)]),
    ],
  },
});

const scriptJob = (dir: string, file: string, minutes: number): JobAction => ({
  kind: 'job',
  dir,
  command: sh('env', `STEM_BACKUP_DIR=${SCRIPT_BACKUP}`, file),
  timeoutMs: minutes * 60_000,
});
