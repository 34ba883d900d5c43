import { makeDirectory } from '../../commands/disk.ts';
import { runBackupScript } from '../../commands/backup-script.ts';
import { stopJob } from '../../commands/job.ts';
import { job } from '../../facts/job.ts';
import { run, type JobAction } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { optional, path, readVars, text, whole } from '../../model/params.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { SCRIPT_BACKUP } from '../../model/paths.ts';
import { readScriptFolder } from './script-folder.ts';
import { endJob, jobDir, startAfresh } from '../job.ts';

interface Backup {
  /** The customer's own, on the device: stops the services and writes to `$STEM_BACKUP_DIR`. */
  readonly stem_backup_script: string;
  /** What that script stopped, this starts again. No fact can know. */
  readonly stem_backup_undo_script: string;
  readonly stem_backup_timeout_minutes: number;
  /** What it will write at most, by the operator's word. 0: nobody said. */
  readonly stem_backup_script_bytes: number;
}

type All = Backup & { readonly folder: string };

const DIR = jobDir('backup-script');
const UNDO_DIR = jobDir('backup-script-undo');
/** In few words: they are the end of a line of at most 200 characters. */
const ELSEWHERE = 'set stem_backup_script_dir to a folder below stem_backup_paths';

/** Runs the customer's own script, which stops services and saves what only it knows about. */
export const backupScriptStep = defineStep({
  id: 'backup/script',
  title: "Run the customer's backup script",
  on: 'old',
  interrupted: 'check-again',
  params: (vars): All => ({
    ...readVars<Backup>(vars, {
      stem_backup_script: path,
      stem_backup_undo_script: optional(text, ''),
      stem_backup_timeout_minutes: optional(whole(1, 1440), 60),
      stem_backup_script_bytes: optional(whole(0, Number.MAX_SAFE_INTEGER), 0),
    }),
    folder: readScriptFolder(vars),
  }),
  facts: () => ({ job: job(DIR), undoing: { ...job(UNDO_DIR), toKeep: () => 'absent' as const } }),
  check: ({ job }) =>
    job === 'done 0' ? satisfied('the script has ended well') : needed(`the script is ${job}`),
  // A folder of the customer's is the customer's: it has to be there, and stays in a rollback.
  apply: ({ job }, params) => [
    ...(params.folder === SCRIPT_BACKUP ? [run(makeDirectory(SCRIPT_BACKUP))] : []),
    ...startAfresh(job, backupJob(params)),
  ],
  expect: (facts) => ({ ...facts, job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', `the script is ${job}`),
  rollback: {
    kind: 'undo',
    // After a boot of the old system the job is absent, and its services run again by themselves. Its folder goes last: it
    // alone tells, in whatever try, that something is to be undone.
    actions: (_, { job, undoing }, { stem_backup_undo_script: undo, folder }) =>
      job === 'absent' || undo === ''
        ? endJob(job, DIR)
        : [
            ...(job === 'running' ? [run(stopJob(DIR))] : []),
            ...startAfresh(undoing, undoJob(undo, folder)),
            ...endJob('done 0', UNDO_DIR),
            ...endJob('done 0', DIR),
          ],
  },
});

function backupJob(params: All): JobAction {
  const { folder, stem_backup_script: file, stem_backup_script_bytes: bytes } = params;
  const isOurs = folder === SCRIPT_BACKUP;
  return {
    kind: 'job',
    dir: DIR,
    command: runBackupScript({
      folder,
      // What goes with the paths is counted there, once it is written.
      mostBytes: isOurs ? bytes : 0,
      way: isOurs ? ELSEWHERE : 'make room there',
      file,
    }),
    timeoutMs: params.stem_backup_timeout_minutes * 60_000,
  };
}

const undoJob = (file: string, folder: string): JobAction => ({
  kind: 'job',
  dir: UNDO_DIR,
  command: sh('env', `STEM_BACKUP_DIR=${folder}`, file),
  timeoutMs: 600_000,
});
