import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { stateStep } from './state.ts';

const PARAMS = stateStep.params({ bundle_sha256: 'abc' });
const FACTS = { sealed: null, hostname: 'web-1\n', mounted: '/dev/sda6' };

describe('install/state', () => {
  it('is done where its seal is of this bundle, and needed where it is of another one', () => {
    assert.deepEqual(stateStep.check({ ...FACTS, sealed: 'abc' }, PARAMS), {
      kind: 'satisfied',
      because: 'it has them',
    });
    assert.equal(stateStep.check({ ...FACTS, sealed: 'other' }, PARAMS).kind, 'needed');
    assert.equal(stateStep.check(FACTS, PARAMS).kind, 'needed');
  });

  it('is blocked without the recorded identity, and without the partition', () => {
    assert.deepEqual(
      [
        stateStep.check({ ...FACTS, hostname: null }, PARAMS),
        stateStep.check({ ...FACTS, mounted: null }, PARAMS),
      ].map((verdict) => verdict.because),
      [
        'the recorded identity is not on the staging partition',
        "the new system's partitions are not mounted",
      ],
    );
  });

  it('seals what it has written, last', () => {
    const actions = stateStep.apply(FACTS, PARAMS).map(describeAction);
    assert.equal(actions.length, 2);
    assert.match(actions[1] ?? '', /state-written/);
    const left = stateStep.expect(FACTS, PARAMS);
    assert.deepEqual(stateStep.verify(left, PARAMS, []), { ok: true });
    assert.equal(stateStep.check(left, PARAMS).kind, 'satisfied');
  });
});
