import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { COMMANDS } from '../../src/cli/commands.ts';
import { nameOf, overview } from '../../src/cli/help/help-text.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const GUIDE = read('docs/operators-guide.md');

const section = (title: string): string =>
  GUIDE.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** Types leave no trace at run time, so the union is read from its source. */
const ENDS = [
  ...(/type HostEnd =([^;]*);/.exec(read('src/model/event.ts'))?.[1] ?? '').matchAll(/'([\w-]+)'/g),
].map(([, end]) => end ?? '');

describe("the operator's guide", () => {
  const rows = rowsOf(section('How a device ended, and what to type'));

  it('says of every end what it means and what to type', () => {
    const told = rows
      .map(([, name = '']) => name.replaceAll('`', ''))
      .filter((name) => /^[a-z]/.test(name));
    assert.ok(ENDS.length >= 6, ENDS.join(' '));
    assert.deepEqual([...told].sort(), [...ENDS, 'not started', 'under way'].sort());
  });

  it('names codes that exist, each with something to type', () => {
    const codes = rows.filter(([, name = '']) => /^`[A-Z]/.test(name));
    assert.ok(codes.length > 15, String(codes.length));
    const known = read('docs/errors.md');
    for (const [, code = '', what = ''] of codes) {
      assert.ok(known.includes(`\n| ${code} `), code);
      assert.notEqual(what, '', code);
    }
  });

  it('types commands that exist', () => {
    const names = new Set(COMMANDS.map(nameOf));
    const typed = [...GUIDE.matchAll(/stem-remote ([a-z]+)/g)].map(([, name]) => name ?? '');
    assert.ok(typed.length > 20, String(typed.length));
    for (const name of typed) assert.ok(names.has(name), name);
  });
});

it('README.md lists every command with its line, and no other', () => {
  const lines = read('README.md').split('\n');
  const from = lines.indexOf('## Commands');
  const listed = lines.slice(from).filter((line) => /^ {4}\w/.test(line));
  const commands = overview(COMMANDS)
    .split('\n')
    .filter((line) => /^ {2}\w+ {2,}/.test(line));
  assert.deepEqual(
    listed.slice(0, COMMANDS.length).map((line) => line.trim()),
    commands.slice(0, COMMANDS.length).map((line) => line.trim()),
  );
});
