import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tokensOf } from './tokens.ts';

/** `kind text` of every token but the end. */
const words = (text: string): unknown => {
  const tokens = tokensOf(text);
  if ('wrongAt' in tokens) return tokens;
  assert.equal(tokens.at(-1)?.kind, 'end');
  return tokens.slice(0, -1).map((token) => `${token.kind} ${token.text}`);
};

describe('the words of a `when`', () => {
  const good: readonly (readonly [text: string, tokens: readonly string[]])[] = [
    ['', []],
    ['  ', []],
    ['a and not b_1', ['name a', 'name and', 'name not', 'name b_1']],
    ['up.rc==0', ['name up.rc', 'sign ==', 'number 0']],
    ['x != -1.5', ['name x', 'sign !=', 'number -1.5']],
    [`(a == 'it "is"')`, ['sign (', 'name a', 'sign ==', 'text it "is"', 'sign )']],
    [`"it's"''`, [`text it's`, 'text ']],
  ];
  for (const [text, tokens] of good)
    it(`${JSON.stringify(text)} are told`, () => {
      assert.deepEqual(words(text), tokens);
    });

  const wrong: readonly (readonly [text: string, wrongAt: number])[] = [
    ['a = b', 2],
    ['a  |  b', 3],
    [`a == 'x`, 5],
    [`'a\\'b'`, 0],
    ['a < 1', 2],
    ['a.', 1],
  ];
  for (const [text, wrongAt] of wrong)
    it(`${text} has none at ${String(wrongAt)}`, () => {
      assert.deepEqual(words(text), { wrongAt });
    });

  it('say where they stand', () => {
    const tokens = tokensOf('ab == 1');
    assert.deepEqual('wrongAt' in tokens ? tokens : tokens.map(({ at }) => at), [0, 2, 5, 7]);
  });
});
