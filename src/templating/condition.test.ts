import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../model/params.ts';
import { createTemplating } from './templating.ts';

const templating = createTemplating();

describe('a condition', () => {
  const evaluate = (expression: string, vars: Vars = {}): boolean => {
    const compiled = templating.compile(expression);
    assert.ok(compiled.kind === 'test', compiled.kind === 'problem' ? compiled.problem : '');
    return compiled.test(vars);
  };

  it('asks for no more vars than it needs', () => {
    const asked: unknown[] = [];
    const vars = new Proxy<Vars>(
      {},
      { get: (_, name) => (typeof name === 'string' && asked.push(name), true) },
    );
    assert.equal(evaluate('a or b', vars), true);
    assert.deepEqual(asked, ['a']);
  });

  it('refuses a text that reads like a no and counts as a yes', () => {
    for (const text of ['no', 'False', 'off'])
      assert.throws(() => evaluate('a', { a: text }), {
        code: 'TEMPLATE_FAILED',
        message: `the text "${text}" would count as true, as every text that is not empty (in "a")`,
        hint: 'Write `| bool` behind it, or compare it.',
      });
    assert.throws(() => evaluate('a and b', { a: 'no', b: true }), { code: 'TEMPLATE_FAILED' });
    assert.throws(() => evaluate('not a', { a: 'no' }), { code: 'TEMPLATE_FAILED' });
    assert.equal(evaluate('a | bool', { a: 'no' }), false);
    assert.equal(evaluate('a == "no"', { a: 'no' }), true);
  });

  it('may stand in braces as a whole', () => {
    assert.equal(evaluate('{{ a == 1 }}', { a: 1 }), true);
    assert.deepEqual(templating.compile('a == {{ b }}'), {
      kind: 'problem',
      problem: `"a == {{ b }}" can't be read: a template has no place in a condition: write the name alone`,
    });
  });

  it('that can not be read says why', () => {
    const problems: readonly (readonly [string, string])[] = [
      ['a =', '"=" can\'t follow what stands before it'],
      ['a and', 'an expression is missing before the end'],
      ['(a', '")" is missing before the end'],
      ['a is defind', 'there is no test "defind". Did you mean "defined"?'],
    ];
    for (const [expression, problem] of problems)
      assert.deepEqual(templating.compile(expression), {
        kind: 'problem',
        problem: `"${expression}" can't be read: ${problem}`,
      });
  });
});
