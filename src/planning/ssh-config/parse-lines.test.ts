import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSshLine, parseSshLines, splitArguments } from './parse-lines.ts';

const wordsOf = (line: string): readonly string[] => parseSshLine(line, 'F:1')?.words ?? [];

describe('a line of ssh_config', () => {
  it('has a keyword in any case, with a blank, a tab or one = behind it', () => {
    for (const line of ['User bob', ' USER\tbob ', 'user=bob', 'user = bob', '"User" bob\r'])
      assert.deepEqual(
        [parseSshLine(line, 'F:1')?.keyword, ...wordsOf(line)],
        ['user', 'bob'],
        line,
      );
    assert.deepEqual(wordsOf('Port==22'), ['=22']);
  });

  it('may have quotes, escapes and a comment, as argv_split of OpenSSH has them', () => {
    const rows: readonly (readonly [text: string, words: readonly string[]])[] = [
      ['a "b c" d # e', ['a', 'b c', 'd']],
      ["'bo b'", ['bo b']],
      ['a#b', ['a#b']],
      ['b\\"o', ['b"o']],
      ['a\\ b', ['a b']],
      ['"a\\ b"', ['a\\ b']],
      ['a\\\\b \\n', ['a\\b', '\\n']],
      ['x"y z"w', ['xy zw']],
      ['""', ['']],
    ];
    for (const [text, words] of rows) assert.deepEqual(splitArguments(text, 'F:1'), words, text);
    assert.throws(() => splitArguments('"bo', 'F:1'), { message: 'F:1: a quote is not closed' });
  });

  it('keeps a command as it stands', () => {
    const line = parseSshLine('ProxyCommand nc "a b" # c', 'F:1');
    assert.deepEqual(line, {
      keyword: 'proxycommand',
      words: [],
      rest: 'nc "a b" # c',
      place: 'F:1',
    });
  });

  it('says nothing where it is empty or a comment', () => {
    const lines = parseSshLines('\n  # User a\nUser b\n', 'F');
    assert.deepEqual(
      lines.map(({ place }) => place),
      ['F:3'],
    );
    assert.throws(() => parseSshLine('= x', 'F:1'), { message: 'F:1: there is no keyword' });
  });
});
