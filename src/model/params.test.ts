import assert from 'node:assert/strict';
import { it } from 'node:test';
import { StemError } from './errors.ts';
import { flag, optional, Problem, readVars, whole, type Value } from './params.ts';

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
