import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS } from '../../../test/fakes/balena.ts';
import type { Core } from '../../facts/core.ts';
import { loaderStep } from './loader.ts';

const PARAMS = loaderStep.params(BALENA_OS);
const OURS: Core = { kind: 'grub', pointer: 1024, gap: 8192, active: 1360, room: 'core' };
const FACTS = {
  core: OURS as Core,
  isImages: false as boolean | null,
  proved: 'run-1' as string | null,
  isHandedOver: false,
};
const names = (facts: typeof FACTS): readonly string[] =>
  linesOf(loaderStep.apply(facts, PARAMS)).map((line) => line.split(' ')[0] ?? '');

describe('finish/loader', () => {
  it('switches to what has booted, and takes the timer away then', () => {
    assert.equal(loaderStep.check(FACTS, PARAMS).kind, 'needed');
    assert.deepEqual(names(FACTS), ['stem-loader-switch', 'stem-trial-remove']);
  });

  it('is blocked where the loader has not booted yet', () => {
    assert.equal(
      loaderStep.check({ ...FACTS, proved: null }, PARAMS).because,
      'the new system has not come up by its own loader yet',
    );
  });

  it('goes on behind a cut between the two', () => {
    const switched = { ...FACTS, core: { ...OURS, pointer: 1 }, isImages: true, proved: null };
    assert.equal(
      loaderStep.check(switched, PARAMS).because,
      'the timer of the trials runs at each boot',
    );
    assert.deepEqual(names(switched), ['stem-trial-remove']);
    assert.equal(loaderStep.check({ ...switched, isHandedOver: true }, PARAMS).kind, 'satisfied');
  });

  it('leaves what it expects', () => {
    const after = loaderStep.expect(FACTS, PARAMS);
    assert.equal(loaderStep.check(after, PARAMS).kind, 'satisfied');
    assert.equal(loaderStep.verify(after, PARAMS, []).ok, true);
    assert.equal(loaderStep.verify(FACTS, PARAMS, []).ok, false);
    assert.equal(loaderStep.verify({ ...after, isHandedOver: false }, PARAMS, []).ok, false);
    assert.equal(loaderStep.rollback.kind, 'redo');
  });
});
