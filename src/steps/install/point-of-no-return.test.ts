import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { pointOfNoReturnStep } from './point-of-no-return.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const PARAMS = pointOfNoReturnStep.params({
  stem_run_id: 'run-1',
  stem_operator: 'ada@desk',
  stem_started_at: '2026-11-26T12:00:00Z',
  bundle_sha256: A,
});
const MARK = 'run=run-1\noperator=ada@desk\nsince=2026-11-26T12:00:00Z\n';
const check = (mark: string | null, held: string | null) =>
  pointOfNoReturnStep.check({ mark, held }, PARAMS);

describe('install/point-of-no-return', () => {
  it('is crossed with the bundle of this run at hand', () => {
    assert.deepEqual(check(null, A), { kind: 'needed', because: 'the old system is whole' });
  });

  it('is not crossed with another bundle, nor with none: there would be nothing to install', () => {
    assert.equal(
      check(null, B).because,
      'the staging partition holds bundle bbbbbbbbbbbb, and this run has aaaaaaaaaaaa',
    );
    assert.equal(check(null, null).because, 'the staging partition holds no whole bundle');
    for (const held of [null, '', B]) assert.equal(check(null, held).kind, 'blocked');
  });

  it("is behind a device by whosever mark, also an empty one: it can't be taken back", () => {
    for (const mark of [MARK, '', 'run=run-0\n'])
      for (const held of [null, A, B])
        assert.deepEqual(check(mark, held), { kind: 'satisfied', because: 'it is behind us' });
  });

  it("writes the device's journal first, and its mark last", () => {
    assert.deepEqual(linesOf(pointOfNoReturnStep.apply({ mark: null, held: A }, PARAMS)), [
      "stem-journal /run/stem/staging '2026-11-26T12:00:00Z run-1: point of no return'",
      `write /run/stem/staging/no-return (600): ${JSON.stringify(MARK)}`,
    ]);
    const after = pointOfNoReturnStep.expect({ mark: null, held: A }, PARAMS);
    assert.deepEqual(after, { mark: MARK, held: A });
    assert.equal(pointOfNoReturnStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(pointOfNoReturnStep.verify({ mark: null, held: A }, PARAMS, []), {
      ok: false,
      because: 'the mark was not written',
    });
  });

  it('says what it is', () => {
    assert.equal(pointOfNoReturnStep.on, 'environment');
    assert.equal(pointOfNoReturnStep.rollback.kind, 'point-of-no-return');
  });
});
