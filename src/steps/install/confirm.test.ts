import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { confirmNewStep, confirmStep } from './confirm.ts';

describe('install/confirm', () => {
  it('is needed while the dead-man timer runs, and done by any mark of this boot', () => {
    assert.deepEqual(confirmStep.check({ confirmed: null }, {}), {
      kind: 'needed',
      because: 'the timer runs',
    });
    for (const confirmed of ['yes', ''])
      assert.equal(confirmStep.check({ confirmed }, {}).kind, 'satisfied');
    assert.equal(confirmStep.facts({}).confirmed.afterBoot?.('yes'), null);
  });

  it('proves that the device takes new connections before it says so', () => {
    assert.deepEqual(linesOf(confirmStep.apply({ confirmed: null }, {})), [
      'reconnect',
      'write /run/stem/confirmed (600): "yes"',
    ]);
    assert.deepEqual(confirmStep.expect({ confirmed: null }, {}), { confirmed: 'yes' });
    assert.deepEqual(confirmStep.verify({ confirmed: null }, {}, []), {
      ok: false,
      because: 'the timer still runs',
    });
  });

  it('is the same on the trial boot, where there is nothing to undo any more', () => {
    assert.deepEqual(
      [confirmStep, confirmNewStep].map(({ id, on, rollback }) => [id, on, rollback.kind]),
      [
        ['install/confirm', 'environment', 'nothing-to-undo'],
        ['finish/confirm', 'new', 'redo'],
      ],
    );
    assert.deepEqual(confirmNewStep.apply({}, {}), confirmStep.apply({ confirmed: null }, {}));
  });
});
