import { stopJob } from '../../commands/job.ts';
import { script } from '../../commands/script.ts';
import { job } from '../../facts/job.ts';
import { run, type JobAction } from '../../model/action.ts';
import { optional, readVars, text, whole } from '../../model/params.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { endJob, jobDir, startAfresh } from '../job.ts';

interface Stop {
  readonly stem_stop_command: string;
  /** Nobody but the operator knows how to undo the other. */
  readonly stem_start_command: string;
  readonly stem_stop_seconds: number;
}

const DIR = jobDir('stop');
const UNDO_DIR = jobDir('stop-undo');

/** Stops the customer's services before anything of theirs is archived: what is written afterwards would be lost. */
export const stopStep = defineStep({
  id: 'backup/stop',
  title: "Stop the customer's services",
  on: 'old',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Stop>(vars, {
      stem_stop_command: text,
      stem_start_command: text,
      stem_stop_seconds: optional(whole(1, 3600), 300),
    }),
  facts: () => ({ job: job(DIR), undoing: { ...job(UNDO_DIR), toKeep: () => 'absent' as const } }),
  check: ({ job }) =>
    job === 'done 0'
      ? satisfied('they were stopped in this boot')
      : needed(`the command is ${job}`),
  apply: ({ job }, { stem_stop_command: command, stem_stop_seconds: seconds }) =>
    startAfresh(job, shellJob(DIR, command, seconds)),
  expect: (facts) => ({ ...facts, job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', `the command is ${job}`),
  rollback: {
    kind: 'undo',
    // After a boot of the old system the job is absent, and its services run again by themselves. The folder of the job goes last.
    actions: (_, { job, undoing }, { stem_start_command: start, stem_stop_seconds: seconds }) =>
      job === 'absent'
        ? endJob(job, DIR)
        : [
            ...(job === 'running' ? [run(stopJob(DIR))] : []),
            ...startAfresh(undoing, shellJob(UNDO_DIR, start, seconds)),
            ...endJob('done 0', UNDO_DIR),
            ...endJob('done 0', DIR),
          ],
  },
});

const shellJob = (dir: string, command: string, seconds: number): JobAction => ({
  kind: 'job',
  dir,
  command: script('services', 'exec sh -c "$1"', command),
  timeoutMs: seconds * 1000,
});
