import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../test/fakes/action-lines.ts';
import type { JobState } from '../commands/job.ts';
import { sh } from '../model/command.ts';
import { endJob, jobDir, startAfresh } from './job.ts';

const DIR = jobDir('toy');
const STATES: readonly JobState[] = ['absent', 'running', 'lost', 'done 0', 'done 1'];
const START = `job ${DIR}: true`;
const REMOVE = `rm -rf ${DIR}`;

describe('a job of a step', () => {
  it('lies in memory, under its name', () => {
    assert.equal(DIR, '/run/stem/jobs/toy');
  });

  it('is attached to where it runs, and starts afresh where an earlier one ended', () => {
    const job = { kind: 'job', dir: DIR, command: sh('true'), timeoutMs: 1000 } as const;
    assert.deepEqual(
      STATES.map((state) => linesOf(startAfresh(state, job))),
      [[START], [START], [REMOVE, START], [REMOVE, START], [REMOVE, START]],
    );
  });

  it('is stopped before its directory goes', () => {
    const [none, stopped, ...ended] = STATES.map((state) => linesOf(endJob(state, DIR)));
    assert.deepEqual(none, []);
    assert.deepEqual(stopped, [`stem-stop-job ${DIR}`, REMOVE]);
    assert.deepEqual(ended, [[REMOVE], [REMOVE], [REMOVE]]);
  });
});
