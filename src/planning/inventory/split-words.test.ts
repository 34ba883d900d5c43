import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LineProblem } from './problem.ts';
import { splitWords } from './split-words.ts';

const words = (line: string): readonly string[] => splitWords(line).words;

describe('the words of a host line', () => {
  it('are parted by blanks, quoted and escaped as shlex does it', () => {
    assert.deepEqual(words('h  a="x y"\tb=\'x "y"\' c=x\\ y'), ['h', 'a=x y', 'b=x "y"', 'c=x y']);
    assert.deepEqual(words('a"b"\'c\'d "" \'\''), ['abcd', '', '']);
    assert.deepEqual(words(String.raw`"a\"b" "a\\b" "a\nb" 'a\nb' a\nb`), [
      'a"b',
      'a\\b',
      String.raw`a\nb`,
      String.raw`a\nb`,
      'anb',
    ]);
  });

  it('end at a #, which may stand in the middle of a word', () => {
    assert.deepEqual(splitWords('h a=1 # b=2'), { words: ['h', 'a=1'], cut: null });
    assert.deepEqual(splitWords('h p=pa#ss x=1'), { words: ['h', 'p=pa'], cut: '#ss x=1' });
    assert.deepEqual(splitWords(`h "a#b" '#' \\#`), { words: ['h', 'a#b', '#', '#'], cut: null });
  });

  it('are refused where a quote or an escape has no end', () => {
    assert.throws(() => words('h "a'), { name: 'LineProblem', message: 'a " is not closed' });
    assert.throws(() => words("h 'a"), { message: "a ' is not closed" });
    assert.throws(() => words('h a\\'), { message: 'it ends in a backslash' });
    assert.throws(() => words('h "a\\'), LineProblem);
  });

  it('come back from any quoting', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '#', '=', '\t') });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (given) => {
        const single = given.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ');
        const double = given.map((word) => `"${word.replace(/["\\]/g, '\\$&')}"`).join('  ');
        assert.deepEqual(words(single), given);
        assert.deepEqual(words(double), given);
      }),
    );
  });
});
