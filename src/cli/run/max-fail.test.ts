import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maxFailOf } from './max-fail.ts';

describe('--max-fail', () => {
  it('is a number or a percentage of the hosts, rounded down', () => {
    assert.equal(maxFailOf('2', 10), 2);
    assert.equal(maxFailOf('10%', 19), 1);
    assert.equal(maxFailOf('100%', 3), 3);
    assert.equal(maxFailOf('2.5%', 80), 2);
    for (const text of ['', '-1', '101%', 'all', '1.5', '%'])
      assert.throws(() => maxFailOf(text, 10), { code: 'USAGE' });
  });
});
