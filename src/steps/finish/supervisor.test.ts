import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { supervisorStep } from './supervisor.ts';

const PARAMS = supervisorStep.params({
  stem_supervisor_seconds: '90',
  stem_app_containers: 'main, balena_supervisor',
});
const DIR = '/run/stem/jobs/supervisor';
const JOB = `job ${DIR}: stem-supervisor http://127.0.0.1:48484/v1/healthy 90 main balena_supervisor`;

describe('finish/supervisor', () => {
  it('asks once in each boot, until all is well', () => {
    assert.equal(supervisorStep.check({ job: 'done 0' }, PARAMS).kind, 'satisfied');
    for (const job of ['absent', 'running', 'lost', 'done 1'] as const)
      assert.equal(supervisorStep.check({ job }, PARAMS).kind, 'needed', job);
    assert.equal(supervisorStep.facts(PARAMS).job.afterBoot?.('done 0'), 'absent');
  });

  it('waits in a job, longer than it may take', () => {
    const actions = supervisorStep.apply({ job: 'absent' }, PARAMS);
    assert.deepEqual(linesOf(actions), [JOB]);
    assert.deepEqual(
      actions.map((action) => 'timeoutMs' in action && action.timeoutMs),
      [150_000],
    );
    assert.deepEqual(linesOf(supervisorStep.apply({ job: 'done 1' }, PARAMS)), [
      `rm -rf ${DIR}`,
      JOB,
    ]);
  });

  it('is not well by anything but a yes', () => {
    assert.deepEqual(supervisorStep.expect({ job: 'lost' }, PARAMS), { job: 'done 0' });
    assert.deepEqual(supervisorStep.verify({ job: 'done 0' }, PARAMS, []), { ok: true });
    assert.deepEqual(supervisorStep.verify({ job: 'done 1' }, PARAMS, []), {
      ok: false,
      because: 'the supervisor is not well',
    });
    assert.equal(supervisorStep.rollback.kind, 'redo');
  });

  it('needs no var, and no container by a name that is none', () => {
    assert.deepEqual(supervisorStep.params({}), {
      stem_supervisor_seconds: 600,
      stem_app_containers: [],
    });
    for (const name of ['-rf', 'a/b', [1]])
      assert.throws(() => supervisorStep.params({ stem_app_containers: name }), {
        message: 'stem_app_containers must be a list of names of containers',
      });
  });
});
