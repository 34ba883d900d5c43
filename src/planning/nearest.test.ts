import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from './nearest.ts';

describe('the nearest name', () => {
  it('is one a slip of the finger away', () => {
    const names = ['staging', 'site1', 'web1'];
    for (const typo of ['stagin', 'stagging', 'satging', 'Staging'])
      assert.equal(nearest(typo, names), '. Did you mean "staging"?');
    assert.equal(nearest('wbe1', names), '. Did you mean "web1"?');
  });

  it('is none where all are far', () => {
    assert.equal(nearest('database', ['web1', 'cache']), '');
    assert.equal(nearest('a', ['b', 'ab', 'xyz']), '. Did you mean "b"?');
    assert.equal(nearest('abc', []), '');
  });
});
