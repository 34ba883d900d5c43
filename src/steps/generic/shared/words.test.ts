import assert from 'node:assert/strict';
import { it } from 'node:test';
import { splitWords } from './words.ts';

it('a text is taken apart as a shell does it', () => {
  assert.deepEqual(splitWords(` a 'b c'"d \\" e"f\\ g "" 'x' `), ['a', 'b cd " ef g', '', 'x']);
  assert.deepEqual(splitWords('a\nb\tc'), ['a', 'b', 'c']);
  assert.deepEqual(splitWords(''), []);
  for (const open of [`a 'b`, 'a "b', 'a "b\\"', 'a\\']) assert.equal(splitWords(open), null, open);
});
