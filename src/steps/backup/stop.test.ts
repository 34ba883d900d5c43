import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { stopStep } from './stop.ts';

const VARS = { stem_stop_command: 'service app stop', stem_start_command: 'service app start' };
const PARAMS = stopStep.params(VARS);
const undo = (job: 'absent' | 'running' | 'done 0' | 'done 1') => {
  assert.ok(stopStep.rollback.kind === 'undo', 'it can be undone');
  const now = { job, undoing: 'absent' as const };
  return linesOf(stopStep.rollback.actions({ job: 'absent', undoing: 'absent' }, now, PARAMS));
};

describe('backup/stop', () => {
  it('wants the command that starts the services again', () => {
    assert.throws(() => stopStep.params({ stem_stop_command: 'x' }), {
      message: 'stem_start_command must be a text',
    });
  });

  it('runs in its time, once in a boot', () => {
    const [action] = stopStep.apply({ job: 'absent', undoing: 'absent' }, PARAMS);
    assert.ok(action?.kind === 'job', 'it is a job');
    assert.equal(action.timeoutMs, 300_000);
    assert.equal(stopStep.check({ job: 'done 0', undoing: 'absent' }, PARAMS).kind, 'satisfied');
    assert.equal(stopStep.check({ job: 'done 1', undoing: 'absent' }, PARAMS).kind, 'needed');
  });

  it('is undone wherever it has begun in this boot, also where it failed', () => {
    assert.deepEqual(undo('absent'), []);
    for (const job of ['done 0', 'done 1', 'running'] as const)
      assert.equal(undo(job).filter((line) => line.includes('service app start')).length, 1, job);
    assert.match(undo('running')[0] ?? '', /stop-job/);
  });
});
