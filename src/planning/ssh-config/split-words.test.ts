import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SHELL, splitWords } from './split-words.ts';

it('words are those of a shell, as shlex.split has them', () => {
  const rows: readonly (readonly [text: string, words: readonly string[] | null])[] = [
    ['', []],
    ['  -o  a=b ', ['-o', 'a=b']],
    [`-o ProxyCommand="ssh -W %h:%p gate"`, ['-o', 'ProxyCommand=ssh -W %h:%p gate']],
    [`'a "b' c"d e"f`, ['a "b', 'cd ef']],
    ['a\\ b "c\\"d\\e"', ['a b', 'c"d\\e']],
    [`''`, ['']],
    ['a#b #c', ['a#b', '#c']],
    ['"a', null],
    ['a\\', null],
  ];
  for (const [text, words] of rows) assert.deepEqual(splitWords(text, SHELL), words, text);
});

it('comments are left out where the rules know them', () => {
  const rules = { ...SHELL, hasComments: true };
  assert.deepEqual(splitWords('a#b #c d', rules), ['a#b']);
});
