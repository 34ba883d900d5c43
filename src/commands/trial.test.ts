import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed, type Ended } from '../../test/fakes/dash.ts';
import { CONFIRMED } from '../model/paths.ts';
import { script } from './script.ts';
import { TRIAL_UNIT, TRIAL_WANTED, trialUnit } from './trial.ts';

const UNIT = trialUnit(CONFIRMED, 600);

describe('the unit of the trial boot', () => {
  const box = sandboxed((box) => {
    box.put('/proc/sysrq-trigger');
    box.fake('sleep');
  });
  const start = (): Ended => {
    const command = /^ExecStart=\/bin\/sh -c '([^']*)'$/m.exec(UNIT)?.[1];
    return box().run(script('trial', command ?? assert.fail('nothing to start')));
  };

  it('reboots at once, synced, where nobody confirmed in time', () => {
    assert.equal(start().exitCode, 0);
    assert.equal(box().text('/proc/sysrq-trigger'), 'b\n');
    assert.deepEqual(box().log(), ['sleep 600', 'sync']);
  });

  it('does nothing where somebody confirmed, even at the last moment', () => {
    box().fake('sleep', `mkdir -p '@/run/stem'; : >'@${CONFIRMED}'`);
    assert.equal(start().exitCode, 0);
    assert.equal(box().text('/proc/sysrq-trigger'), '');
    assert.deepEqual(box().log(), ['sleep 600']);
  });

  it('starts in trial boots only, and there before anything that may hang', () => {
    assert.match(UNIT, /^\[Unit\]$[^[]*^DefaultDependencies=no$/m);
    assert.match(UNIT, /^\[Unit\]$[^[]*^ConditionKernelCommandLine=stem\.trial$/m);
    const target = /^\[Install\]\nWantedBy=(.*)$/m.exec(UNIT)?.[1] ?? '';
    const name = TRIAL_UNIT.split('/').at(-1) ?? '';
    assert.equal(TRIAL_WANTED, `/etc/systemd/system/${target}.wants/${name}`);
  });
});
