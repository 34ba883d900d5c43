import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Vars } from '../../model/params.ts';
import { readTest } from './conditions.ts';

const testOf = (value: unknown, vars: Vars = {}): readonly unknown[] => {
  const { loader, said } = toyLoader();
  return [readTest(loader, value, [0, 'when'])?.(vars), ...said];
};

describe('a condition', () => {
  it('is an expression, a list of them that must all be true, or a plain truth value', () => {
    assert.deepEqual(testOf('a == 1', { a: 1 }), [true]);
    assert.deepEqual(testOf(['a', 'not b'], { a: true, b: false }), [true]);
    assert.deepEqual(testOf(['a', 'b'], { a: true, b: false }), [false]);
    assert.deepEqual(
      [testOf(true), testOf(false), testOf([]), testOf(undefined)],
      [...[[true], [false], [true], [undefined]]],
    );
  });

  it('is told where it can not be read, and then never holds', () => {
    assert.deepEqual(testOf(''), [false, '0.when: when: an expression is missing']);
    assert.deepEqual(testOf([null]), [false, '0.when.0: when: an expression is missing']);
    assert.deepEqual(testOf('{{ a }}'), [
      false,
      '0.when: when: it is an expression already, without braces: write `a`',
    ]);
    const [holds, said] = testOf(['true', 'a =='], { a: true });
    assert.equal(holds, false);
    assert.match(String(said), /^0\.when\.1: when: /);
  });
});
