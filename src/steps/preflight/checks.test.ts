import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHECKS } from './checks.ts';
import { NOT_IGNORABLE } from './params.ts';

describe('the 44 checks', () => {
  it('have the numbers from P01 to P44, each once and in order', () => {
    assert.deepEqual(
      CHECKS.map(({ id }) => id),
      Array.from({ length: 44 }, (_, index) => `P${String(index + 1).padStart(2, '0')}`),
    );
  });

  it('each have a title of their own, and say what they prevent and what to do in one sentence', () => {
    assert.equal(new Set(CHECKS.map(({ title }) => title)).size, 44);
    for (const { id, prevents, hint } of CHECKS) {
      assert.match(prevents, /^[A-Z].*[^.]\.$/, id);
      assert.match(hint, /^[A-Z].*[^.]\.$/, id);
    }
  });

  it('can stop a device wherever they must not be ignored', () => {
    for (const id of NOT_IGNORABLE)
      assert.equal(CHECKS.find((check) => check.id === id)?.level, 'block', id);
  });
});
