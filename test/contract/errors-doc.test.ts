import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { exitOfError } from '../../src/cli/exit-code.ts';
import { StemError, type ErrorCode } from '../../src/model/errors.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Types leave no trace at run time, so the union is read from its source. */
const CODES = [
  ...(/export type ErrorCode =([^;]*);/.exec(read('src/model/errors.ts'))?.[1] ?? '').matchAll(
    /\| '(\w+)'/g,
  ),
].map(([, code]) => (code ?? '') as ErrorCode);

const ROWS = read('docs/errors.md')
  .split('\n')
  .filter((line) => /^\| `[A-Z]/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it('docs/errors.md has a row for every error code, and for nothing else', () => {
  assert.ok(CODES.length > 20);
  assert.deepEqual(
    ROWS.map(([code]) => code),
    CODES.map((code) => `\`${code}\``),
  );
});

it('every row of docs/errors.md says what, why, what to do, and the exit code', () => {
  for (const row of ROWS) {
    assert.equal(row.length, 5, row[0]);
    for (const cell of row) assert.notEqual(cell, '', row[0]);
    assert.match(row[4] ?? '', /^\d+$/, row[0]);
  }
});

it('the exit codes of docs/errors.md are those of the command line', () => {
  assert.deepEqual(
    ROWS.map((row) => Number(row[4])),
    CODES.map((code) => exitOfError(new StemError('', { code, hint: '' }))),
  );
});
