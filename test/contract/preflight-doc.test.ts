import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CHECKS } from '../../src/steps/preflight/checks.ts';
import { NOT_IGNORABLE, readPreflight } from '../../src/steps/preflight/params.ts';

const TEXT = readFileSync(new URL('../../docs/preflight.md', import.meta.url), 'utf8');
const ROWS = TEXT.split('\n')
  .filter((line) => /^\| P\d\d /.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/preflight.md', () => {
  it('has a row for each check, with the words of the code', () => {
    assert.deepEqual(
      ROWS,
      CHECKS.map(({ id, title, level, prevents, hint }) => [id, level, title, prevents, hint]),
    );
  });

  it('names every var that the preflight reads, and the checks that nobody overrides', () => {
    const { target, room, ...vars } = readPreflight({});
    assert.ok(target, 'it has a target');
    for (const name of Object.keys({ ...vars, ...room }))
      assert.ok(TEXT.includes(`\`${name}\``), name);
    assert.ok(TEXT.includes(NOT_IGNORABLE.join(', ')));
  });
});
