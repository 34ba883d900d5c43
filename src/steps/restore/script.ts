import { restoreByScript } from '../../commands/restore-script.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { optional, path, readVars, text, whole } from '../../model/params.ts';
import { RESTORED_BY_SCRIPT } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readScriptFolder } from '../backup/script-folder.ts';
import { jobDir, startAfresh } from '../job.ts';

interface Params {
  /** The customer's own, in the new system or among the restored paths. Gets `$STEM_BACKUP_DIR`. */
  readonly stem_restore_script: string;
  readonly stem_restore_timeout_minutes: number;
  readonly stem_run_id: string;
}

const DIR = jobDir('restore-script');

/** Runs the customer's own restore script, which reads what the backup script wrote. */
export const restoreScriptStep = defineStep({
  id: 'restore/script',
  title: "Run the customer's restore script",
  on: 'new',
  interrupted: 'check-again',
  params: (vars) => ({
    ...readVars<Params>(vars, {
      stem_restore_script: path,
      stem_restore_timeout_minutes: optional(whole(1, 1440), 60),
      stem_run_id: text,
    }),
    folder: readScriptFolder(vars),
  }),
  facts: () => ({ sealed: fileText(RESTORED_BY_SCRIPT), job: job(DIR) }),
  check: ({ sealed }) => (sealed === null ? needed('it has not run') : satisfied('it has run')),
  apply: ({ job }, params) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: restoreByScript({
        path: params.stem_restore_script,
        folder: params.folder,
        seal: RESTORED_BY_SCRIPT,
        runId: params.stem_run_id,
      }),
      timeoutMs: params.stem_restore_timeout_minutes * 60_000,
    }),
  expect: (_, { stem_run_id: runId }) => ({ sealed: runId, job: 'done 0' }),
  verify: ({ sealed }) => verifyThat(sealed !== null, 'it has not ended well'),
  rollback: { kind: 'redo', because: 'what it reads stays until the run ends' },
});
