import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { compileWhen } from './when.ts';

const VARS: Vars = {
  yes: true,
  no: false,
  one: 1,
  web: 'web1',
  nothing: null,
  list: [],
  result: { rc: 0, stdout: 'ok' },
  ansible_password: new Secret('geheim'),
};

function evaluate(expression: string, vars: Vars = VARS): boolean {
  const compiled = compileWhen(expression);
  if (compiled.kind === 'problem') throw new Error(compiled.problem);
  return compiled.test(vars);
}

const all = (expected: boolean, ...expressions: readonly string[]): void => {
  for (const expression of expressions) assert.equal(evaluate(expression), expected, expression);
};

describe('a when', () => {
  it('asks whether a var is there', () => {
    all(true, 'no is defined', 'nothing is defined', 'x is not defined', 'x is undefined');
    all(false, 'x is defined', 'web is not defined', 'web is undefined');
    all(true, 'result.rc is defined', 'result.x is not defined', 'web.x.y is not defined');
    all(false, 'toString is defined', 'result.constructor is defined', 'x is not undefined');
  });

  it('asks whether a value counts as true', () => {
    all(true, 'yes', 'one', 'web', 'result', 'ansible_password', 'True', 'true', '1', "'x'");
    all(false, 'no', 'nothing', 'list', 'False', 'false', 'None', 'none', '0', "''", 'result.rc');
  });

  it('takes no and false for false, though Ansible takes the texts for true', () => {
    const texts = ['no', 'No', 'false', 'False', 'off', '0', 'n', 'none', ' ', ''];
    for (const x of texts) assert.equal(evaluate('x', { x }), false, x);
    for (const x of ['yes', 'true', 'on', '1', 'nope']) assert.equal(evaluate('x', { x }), true, x);
  });

  it('compares', () => {
    all(
      true,
      'web == "web1"',
      "web == 'web1'",
      "'web1' != 'web2'",
      'result.rc == 0',
      'one == True',
    );
    all(false, 'web != "web1"', "one == '1'", 'one == -1', 'nothing == false', 'list == 0');
    all(true, "ansible_password == 'geheim'", 'one == 1.0', 'nothing == None', '1.5 != one');
    all(true, '(one == 1) == (no == False)');
  });

  it('binds not before and, and before or', () => {
    all(
      true,
      'yes or no and no',
      'not no and yes',
      'not one == 2',
      'not (no or no)',
      'not not yes',
    );
    all(false, '(yes or no) and no', 'not (yes)', 'not yes or no', 'no and yes or no');
    all(true, 'no or no or yes', 'yes and yes and not no', '(yes)and(yes)');
  });

  it('asks no further than it has to', () => {
    all(false, 'x is defined and x', 'x is defined and x == 1');
    all(true, 'yes or x', 'x is not defined or x');
  });

  it('is an error where the var that it needs is not there', () => {
    assert.throws(() => evaluate('yes and stem_grow'), {
      code: 'VARS_INVALID',
      message: 'stem_grow is not defined, and `when: yes and stem_grow` asks for it',
      hint: 'Set it in the inventory, or write `stem_grow is defined and …`.',
    });
    assert.throws(() => evaluate('result.missing == 1'), { code: 'VARS_INVALID' });
  });
});

describe('a when that can not be read', () => {
  const refuses = (expression: string, rest: string): void => {
    const problem =
      rest === ''
        ? `"${expression}" is not whole`
        : `"${expression}" can't be read from "${rest}" on: there are VAR, VAR is defined, ==, !=, not, and, or, ( and )`;
    assert.deepEqual(compileWhen(expression), { kind: 'problem', problem });
  };

  it('says from where on', () => {
    refuses('a > 1', '> 1');
    refuses('a in b', 'in b');
    refuses("x | default('a')", "| default('a')");
    refuses('{{ x }}', '{{ x }}');
    refuses('a b', 'b');
    refuses('a is none', 'none');
    refuses('(a', '');
    refuses('a)', ')');
    refuses('a and', '');
    refuses('not', '');
    refuses('a == ', '');
    refuses('a == == b', '== b');
    refuses('and a', 'and a');
    refuses("'open", "'open");
    refuses('a == b == c', '== c');
    refuses('()', ')');
    refuses('true is defined', 'is defined');
  });
});

interface Tree {
  readonly text: string;
  readonly value: boolean;
}

describe('any when', () => {
  it('is as true as its parts make it', () => {
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.boolean().map((value) => ({ text: value ? 't' : 'f', value })),
        tie('tree').map(({ text, value }) => ({ text: `not ${text}`, value: !value })),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
          text: `(${a.text} and ${b.text})`,
          value: a.value && b.value,
        })),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
          text: `(${a.text} or ${b.text})`,
          value: a.value || b.value,
        })),
      ),
    }));
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        assert.equal(evaluate(text, { t: true, f: false }), value, text);
      }),
    );
  });
});
