import assert from 'node:assert/strict';
import { it } from 'node:test';
import { StemError } from './errors.ts';
import {
  content,
  device,
  flag,
  optional,
  path,
  paths,
  Problem,
  readVars,
  text,
  whole,
  type Value,
} from './params.ts';
import { Secret } from './secret.ts';

const problem = (value: unknown): string =>
  value instanceof Problem ? value.expected : assert.fail(String(value));

it('a flag may be a text, as `-e key=value` gives it', () => {
  const words: readonly Value[] = [true, 'true', 'True', 'yes', 'on'];
  assert.deepEqual(
    words.map((word) => flag(word)),
    words.map(() => true),
  );
  assert.deepEqual([flag(false), flag('false'), flag('No'), flag('off')], Array(4).fill(false));
  for (const other of [undefined, null, 1, 0, '', 'maybe', ' true'])
    assert.equal(problem(flag(other)), 'true or false');
});

it('a whole number may be a text, within its limits', () => {
  const seconds = whole(60, 7200);
  assert.equal(seconds(60), 60);
  assert.equal(seconds('7200'), 7200);
  for (const other of [59, 7201, 60.5, NaN, '59', '7201', '-60', '60.0', '6e2', '', ' 60', null])
    assert.equal(problem(seconds(other)), 'a whole number from 60 to 7200');
});

it('every wrong var is named at once', () => {
  assert.throws(
    () =>
      readVars<{ one: number; two: boolean; three: boolean }>(
        { one: 'x', two: 3 },
        { one: whole(1, 2), two: flag, three: optional(flag, false) },
      ),
    (error: unknown) =>
      error instanceof StemError &&
      error.code === 'VARS_INVALID' &&
      error.message === 'one must be a whole number from 1 to 2; two must be true or false',
  );
});

const read: Readonly<Record<string, { good: readonly Value[]; bad: readonly Value[] }>> = {
  text: { good: ['a', ' '], bad: ['', 5, null, ['a']] },
  path: { good: ['/', '/a b'], bad: ['a', '', './a', '/a\0', 5, null] },
  device: { good: ['/dev/sda', '/dev/mapper/x-y'], bad: ['/dev/', 'sda', '/dev/a b', '/dev/a;b'] },
};

it('a text, a path and a device are told apart from what only looks like one', () => {
  for (const [name, { good, bad }] of Object.entries(read)) {
    const reader = { text, path, device }[name] ?? assert.fail(name);
    for (const value of good) assert.equal(reader(value), value);
    for (const value of bad) assert.ok(reader(value) instanceof Problem, JSON.stringify(value));
  }
});

it('paths may be a list, or a text with blanks or commas between them', () => {
  for (const value of [['/a', '/b'], '/a /b', ' /a,/b ', '/a,\n/b'])
    assert.deepEqual(paths(value), ['/a', '/b']);
  for (const value of [[], '', ' ', 'a', ['/a', 'b'], ['/a', 5], '/a b', null])
    assert.equal(problem(paths(value)), 'a list of absolute paths');
});

it('a content may have secrets in places, and nothing that is no text', () => {
  const secret = new Secret('hunter2');
  assert.deepEqual(content('a'), ['a']);
  assert.deepEqual(content(['a', secret]), ['a', secret]);
  assert.deepEqual(content(secret), [secret]);
  for (const value of [undefined, null, 5, ['a', 5], { a: 1 }])
    assert.equal(problem(content(value)), 'a text');
});

it('an optional var may be missing, but not wrong', () => {
  assert.equal(optional(text, 'else')(undefined), 'else');
  assert.equal(optional(text, 'else')('a'), 'a');
  for (const value of [null, '', 5]) assert.equal(problem(optional(text, 'else')(value)), 'a text');
});
