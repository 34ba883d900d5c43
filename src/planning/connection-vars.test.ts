import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Vars } from '../model/params.ts';
import { choice, flag, secret, text, truth, whole, type VarReader } from './connection-vars.ts';

const readerOf = (vars: Vars): VarReader => ({ vars, problems: [] });

it('two names of one var may not differ', () => {
  const reader = readerOf({ a: 'x', b: 'y', c: 'x' });
  assert.equal(text(reader, ['a', 'c']), 'x');
  assert.deepEqual(reader.problems, []);
  text(reader, ['a', 'b']);
  assert.deepEqual(reader.problems, ['a and b differ: keep one']);
});

it('truth is that of Ansible', () => {
  assert.deepEqual(
    [truth('Yes'), truth('off'), truth(true), truth('1'), truth('x'), truth(undefined)],
    [true, false, true, true, undefined, undefined],
  );
});

it('what is wrong is told by the name of the var', () => {
  const reader = readerOf({ n: '70000', f: 'maybe', c: 'x', s: 5, t: true });
  whole(reader, ['n'], 65_535);
  flag(reader, 'f');
  choice(reader, 'c', ['a', 'b']);
  secret(reader, ['s']);
  text(reader, ['t']);
  assert.deepEqual(reader.problems, [
    'n must be a whole number from 1 to 65535',
    'f must be True or False',
    'c must be one of a, b',
    's must be a text',
    't must be a text',
  ]);
});
