import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { sandboxed } from '../../../test/fakes/dash.ts';
import { healthStep } from './health.ts';

const PARAMS = healthStep.params({
  stem_health_command: 'curl -f localhost',
  stem_health_seconds: 90,
});
const DIR = '/run/stem/jobs/health';
const JOB = `job ${DIR}: stem-health 'curl -f localhost' 90`;

describe('finish/health', () => {
  it('asks once in each boot, until the answer was yes', () => {
    assert.equal(healthStep.check({ job: 'done 0' }, PARAMS).kind, 'satisfied');
    for (const job of ['absent', 'running', 'lost', 'done 1', 'done 124'] as const)
      assert.deepEqual(healthStep.check({ job }, PARAMS), {
        kind: 'needed',
        because: `the question is ${job}`,
      });
    assert.equal(healthStep.facts(PARAMS).job.afterBoot?.('done 0'), 'absent');
  });

  it("runs the operator's command as a job, longer than it may take", () => {
    const actions = healthStep.apply({ job: 'absent' }, PARAMS);
    assert.deepEqual(linesOf(actions), [JOB]);
    assert.deepEqual(
      actions.map((action) => 'timeoutMs' in action && action.timeoutMs),
      [150_000],
    );
    assert.deepEqual(linesOf(healthStep.apply({ job: 'done 1' }, PARAMS)), [`rm -rf ${DIR}`, JOB]);
  });

  it('is not healthy by anything but a yes', () => {
    assert.deepEqual(healthStep.expect({ job: 'lost' }, PARAMS), { job: 'done 0' });
    for (const job of ['absent', 'running', 'lost', 'done 1'] as const)
      assert.deepEqual(healthStep.verify({ job }, PARAMS, []), {
        ok: false,
        because: 'it does not get healthy',
      });
    assert.equal(healthStep.rollback.kind, 'redo');
  });

  it('needs a command', () => {
    for (const vars of [{}, { stem_health_command: '' }])
      assert.throws(() => healthStep.params(vars), {
        message: 'stem_health_command must be a text',
      });
  });
});

describe('the question of finish/health', () => {
  const box = sandboxed((box) => {
    box.put('/proc/uptime', '1000.07 3.00\n');
    // Time passes while it sleeps, and the clock is set by years meanwhile.
    box.fake('date', 'echo 2000000000');
    box.fake('sleep', `echo "$(($(cut -d. -f1 '@/proc/uptime') + 40)).00 1" >'@/proc/uptime'`);
  });
  const ask = (command: string): number | null => {
    const params = healthStep.params({ stem_health_command: command, stem_health_seconds: 90 });
    const [action] = healthStep.apply({ job: 'absent' }, params);
    assert.ok(action?.kind === 'job', 'it is no job');
    return box().run(action.command).exitCode;
  };

  it('is asked until its time since the boot is over, whatever the clock says', () => {
    assert.equal(ask('false'), 1);
    assert.equal(box().text('/proc/uptime'), '1120.00 1\n');
  });

  it('is answered by the first yes', () => {
    assert.equal(ask('true'), 0);
    assert.equal(box().text('/proc/uptime'), '1000.07 3.00\n');
  });
});
