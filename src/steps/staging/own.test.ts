import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { SystemName } from '../../model/system.ts';
import { ownStep } from './own.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const PARAMS = ownStep.params({ stem_run_id: 'run-1', bundle_sha256: A });
const OURS = 'run=run-1\noperator=unknown\nsince=unknown\n';
const THEIRS = OURS.replace('run-1', 'run-0');

const facts = (owner: string | null, system: SystemName = 'old', held: string | null = null) => ({
  owner,
  system,
  held,
});
const check = (...args: Parameters<typeof facts>) => ownStep.check(facts(...args), PARAMS);

describe('staging/own', () => {
  it('signs a partition that nobody signed, or another run', () => {
    for (const owner of [null, '', THEIRS, OURS.replace('since=unknown', 'since=yesterday')])
      assert.deepEqual(check(owner), { kind: 'needed', because: 'it is not signed by this run' });
    assert.deepEqual(linesOf(ownStep.apply(facts(THEIRS), PARAMS)), [
      `write /run/stem/staging/owner (600): ${JSON.stringify(OURS)}`,
    ]);
    assert.deepEqual(ownStep.expect(facts(null, 'old', A), PARAMS), facts(OURS, 'old', A));
  });

  it('is done by the very lines of this run', () => {
    assert.deepEqual(check(OURS), { kind: 'satisfied', because: 'it is signed' });
    assert.equal(ownStep.verify(facts(OURS), PARAMS, []).ok, true);
    assert.deepEqual(ownStep.verify(facts(THEIRS), PARAMS, []), {
      ok: false,
      because: 'it is not signed',
    });
  });

  it('needs to know the run and its bundle', () => {
    assert.throws(() => ownStep.params({ bundle_sha256: A }), {
      message: 'stem_run_id must be a text',
    });
    assert.throws(() => ownStep.params({ stem_run_id: 'run-1' }), {
      message: 'bundle_sha256 must be a text',
    });
  });

  it('has nothing to undo: what it wrote goes with the partition', () => {
    assert.equal(ownStep.rollback.kind, 'nothing-to-undo');
  });
});

describe('staging/own and the bundle of another run', () => {
  it('does not mind it in the old system, where its own is pushed next', () => {
    assert.equal(check(THEIRS, 'old', B).kind, 'needed');
    assert.equal(check(OURS, 'old', B).kind, 'satisfied');
  });

  it('is blocked by it in the environment, also where it has signed before', () => {
    for (const owner of [THEIRS, OURS])
      assert.equal(
        check(owner, 'environment', B).because,
        'the staging partition holds bundle bbbbbbbbbbbb, and this run has aaaaaaaaaaaa',
      );
  });

  it('goes on with its own there, and leaves a missing one to the point of no return', () => {
    assert.equal(check(THEIRS, 'environment', A).kind, 'needed');
    assert.equal(check(null, 'environment', null).kind, 'needed');
  });
});
