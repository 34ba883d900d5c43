import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { unlockStep } from './unlock.ts';

const PARAMS = unlockStep.params({ stem_run_id: 'run-1' });
const HELD = {
  owners: { lock: 'run-1', staging: 'run-1' },
  ...{ trialUnit: true, isOver: false },
  mounted: '/dev/sda5',
};

describe('finish/unlock', () => {
  it('is needed while the lock or the timer of the trial is there', () => {
    for (const facts of [
      HELD,
      { ...HELD, trialUnit: false },
      { ...HELD, owners: { lock: null, staging: null } },
    ])
      assert.deepEqual(unlockStep.check(facts, PARAMS), { kind: 'needed', because: 'we hold it' });
  });

  it('takes the timer away first and the lock last', () => {
    const timer =
      'rm -rf /etc/systemd/system/sysinit.target.wants/stem-trial.service /etc/systemd/system/stem-trial.service /etc/systemd/system.conf.d/stem-trial.conf /var/lib/stem/trial';
    assert.deepEqual(linesOf(unlockStep.apply(HELD, PARAMS)), [
      timer,
      'rm -rf /run/stem/staging/owner',
      'umount /run/stem/staging',
      'sync',
      'rm -rf /run/stem/lock',
    ]);
    assert.deepEqual(linesOf(unlockStep.apply({ ...HELD, mounted: null }, PARAMS)), [
      timer,
      'sync',
      'rm -rf /run/stem/lock',
    ]);
  });

  it('leaves the timer of an image alone, which is over and may lie where nothing can be removed', () => {
    const over = { ...HELD, isOver: true };
    assert.equal(
      unlockStep.check({ ...over, owners: { lock: null, staging: null } }, PARAMS).kind,
      'satisfied',
    );
    assert.deepEqual(linesOf(unlockStep.apply({ ...over, mounted: null }, PARAMS)), [
      'sync',
      'rm -rf /run/stem/lock',
    ]);
  });

  it('is done where nobody holds the device', () => {
    const after = unlockStep.expect(HELD, PARAMS);
    assert.deepEqual(after, {
      owners: { lock: null, staging: null },
      ...{ trialUnit: false, isOver: false },
      mounted: null,
    });
    assert.equal(unlockStep.check(after, PARAMS).kind, 'satisfied');
    assert.deepEqual(unlockStep.verify(HELD, PARAMS, []), {
      ok: false,
      because: 'the lock is still there',
    });
    assert.equal(unlockStep.rollback.kind, 'redo');
  });
});
