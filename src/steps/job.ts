import { stopJob } from '../commands/job.ts';
import type { JobState } from '../commands/job.ts';
import { removeFiles } from '../commands/files.ts';
import {
  run,
  type Action,
  type CollectAction,
  type JobAction,
  type SupplyAction,
} from '../model/action.ts';
import { JOBS } from '../model/paths.ts';

export const jobDir = (name: string): string => `${JOBS}/${name}`;

/** Starts a job, or attaches where it runs. What an earlier, failed start left behind goes first. */
export const startAfresh = (
  state: JobState,
  job: JobAction | CollectAction | SupplyAction,
): readonly Action[] => [
  ...(state === 'absent' || state === 'running' ? [] : [run(removeFiles(job.dir))]),
  job,
];

/** Nothing of the job goes on, and nothing of it is left. */
export const endJob = (state: JobState, dir: string): readonly Action[] => [
  ...(state === 'running' ? [run(stopJob(dir))] : []),
  ...(state === 'absent' ? [] : [run(removeFiles(dir))]),
];
