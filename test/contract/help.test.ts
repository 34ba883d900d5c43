import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../src/cli/commands.ts';
import { examplesOf, helpText, nameOf, overview } from '../../src/cli/help/help-text.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { splitWords } from '../../src/planning/inventory/split-words.ts';

const NAMES = COMMANDS.map(nameOf);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The words of a shell line, without what is redirected. */
const wordsOf = (line: string): readonly string[] => splitWords(line.replace(/ > \S+$/, '')).words;

describe('the help of every command', () => {
  for (const command of COMMANDS) {
    const name = nameOf(command);
    const text = helpText(command, 80);

    it(`has every part: ${name}`, () => {
      const titles = text.split('\n').filter((line) => /^[A-Z]/.test(line));
      const expected = ['SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXAMPLES', 'EXIT CODES'];
      assert.deepEqual(
        titles.filter((title) => title !== 'SEE ALSO'),
        expected,
      );
      assert.ok(
        text.split('\n').every((line) => line.length <= 80 || line.startsWith('  stem-remote ')),
        text,
      );
    });

    it(`has an example that the parser understands: ${name}`, () => {
      const examples = examplesOf(command);
      assert.notDeepEqual(examples, []);
      for (const [line, does] of examples) {
        const [program, ...argv] = wordsOf(line);
        assert.equal(program, 'stem-remote', line);
        const parsed = parseArguments(argv, COMMANDS, { version: '1', width: 80 });
        assert.ok(parsed.kind === 'run', line);
        assert.equal(parsed.command, command, line);
        assert.notEqual(does, '', line);
      }
    });

    it(`points at what exists: ${name}`, () => {
      const see = (text.split('SEE ALSO\n')[1] ?? '').trim().replace(/,\s+/g, ', ');
      for (const one of see.split(', ').filter((word) => word !== ''))
        assert.ok(NAMES.includes(one) || existsSync(ROOT + one), one);
    });
  }

  it('is listed with a line each', () => {
    const lines = overview(COMMANDS).split('\n');
    for (const name of NAMES)
      assert.equal(lines.filter((line) => line.startsWith(`  ${name} `)).length, 1, name);
  });
});
