import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFixed, learnable, withFixed } from './fixed-vars.ts';

describe('vars of the command line', () => {
  const vars = { ...withFixed({ a: 'inventory', b: 'inventory' }, { a: 'said' }), c: 'later' };

  it('win, and are known through copies of the vars', () => {
    assert.deepEqual({ ...vars }, { ...vars, a: 'said', b: 'inventory', c: 'later' });
    assert.deepEqual(
      ['a', 'b', 'c', 'toString'].map((name) => isFixed(vars, name)),
      [true, false, false, false],
    );
  });

  it('keep what a host learns under the same name from counting', () => {
    assert.deepEqual(learnable(vars, { a: 'found', b: 'found' }), { b: 'found' });
    const learned = { a: 'found' };
    assert.equal(learnable({ a: 'inventory' }, learned), learned);
  });

  it('are no entries of their own: nobody who prints the vars sees the mark', () => {
    assert.equal(JSON.stringify(vars), '{"a":"said","b":"inventory","c":"later"}');
  });
});
