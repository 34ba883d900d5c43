import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Problem } from '../../../model/params.ts';
import { expand, pythonRegex } from './python-regex.ts';

const regex = (text: string): RegExp => {
  const made = pythonRegex(text);
  return made instanceof Problem ? assert.fail(made.expected) : made;
};

it("Python's names, anchors and flags are understood", () => {
  assert.equal(regex('(?P<a>x)-(?P=a)').exec('x-x')?.groups?.['a'], 'x');
  assert.equal(regex('(?i)^abc').test('ABC'), true);
  assert.equal(regex('\\Aabc\\Z').test('abc'), true);
  assert.ok(pythonRegex('(') instanceof Problem, 'an open bracket is a problem');
  assert.ok(pythonRegex('(?x) a') instanceof Problem, 'the flag x is a problem');
});

it('a template is expanded by number and by name', () => {
  const match = regex('(?P<key>\\w+)=(\\w*)').exec('a=b');
  assert.ok(match !== null, 'it matches');
  assert.equal(expand(match, '\\2=\\g<key> \\g<1>\\t\\\\ \\9'), 'b=a a\t\\ ');
});
