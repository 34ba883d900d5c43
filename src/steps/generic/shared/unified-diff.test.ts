import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { unifiedDiff } from './unified-diff.ts';

const LINES = Array.from({ length: 30 }, (_, index) => `line ${String(index)}`);
const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

it('a diff is what `diff -u` writes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'stem-diff-'));
  const cases = [
    ['', 'a\n'],
    ['a\n', ''],
    ['a\nb\n', 'a\nc\n'],
    ['a', 'a\n'],
    [text(...LINES), text(...LINES.slice(1))],
    [text(...LINES), text(...LINES.slice(0, 3), 'new', ...LINES.slice(3))],
    [text(...LINES), text('first', ...LINES.filter((_, at) => at !== 12 && at !== 25), 'last')],
  ] as const;
  for (const [index, [before, after]] of cases.entries()) {
    writeFileSync(join(directory, 'a'), before);
    writeFileSync(join(directory, 'b'), after);
    const { stdout } = spawnSync('diff', ['-u', 'a', 'b'], { cwd: directory, encoding: 'utf8' });
    const wanted = stdout.split('\n').slice(2).join('\n').trimEnd();
    assert.equal(unifiedDiff(before, after).trimEnd(), wanted, String(index));
  }
  rmSync(directory, { recursive: true });
});

it('a diff is empty where nothing differs, and short where too much does', () => {
  assert.equal(unifiedDiff('a', 'a'), '');
  const many = (word: string): string =>
    Array.from({ length: 1500 }, (_, at) => `${word}${String(at)}\n`).join('');
  assert.equal(unifiedDiff(many('a'), many('b')), '(1500 lines go, 1500 come: too many to show)');
});
