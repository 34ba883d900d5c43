import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import { fstabStep } from './fstab.ts';

const BEFORE = { fstab: { sha256: 'abc', activeSwapLines: 2, isSaved: false } };
const AFTER = { fstab: { sha256: 'def', activeSwapLines: 0, isSaved: true } };

describe('staging/fstab', () => {
  it('is needed while fstab names a swap, also where an earlier try has saved it', () => {
    assert.deepEqual(fstabStep.check(BEFORE, {}), { kind: 'needed', because: 'it names 2 swap' });
    const again = { fstab: { ...BEFORE.fstab, isSaved: true } };
    assert.equal(fstabStep.check(again, {}).kind, 'needed');
  });

  it('is done where it names none', () => {
    assert.deepEqual(fstabStep.check(AFTER, {}), {
      kind: 'satisfied',
      because: 'it names no swap',
    });
    assert.equal(fstabStep.check(fstabStep.expect(BEFORE, {}), {}).kind, 'satisfied');
  });

  it('sets it aside by one script, and looks whether the swap is gone from it', () => {
    assert.deepEqual(
      linesOf(fstabStep.apply(BEFORE, {})).map((line) => line.split(' ')[0]),
      ['stem-fstab-aside'],
    );
    assert.deepEqual(fstabStep.verify(BEFORE, {}, []), {
      ok: false,
      because: 'it still names a swap',
    });
    assert.deepEqual(fstabStep.verify(AFTER, {}, []), { ok: true });
  });

  it('puts back what was saved, however far it came', () => {
    for (const now of [BEFORE, AFTER])
      assert.match(
        undoLines(fstabStep, { before: BEFORE, now }, {}).join(),
        /^stem-fstab-restore /,
      );
  });
});
