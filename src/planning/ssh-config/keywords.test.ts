import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HONOURED, IGNORED, REFUSED } from './keywords.ts';

it('no keyword has two fates', () => {
  const all = [...HONOURED, ...IGNORED, ...Object.keys(REFUSED)];
  assert.equal(new Set(all).size, all.length);
  for (const keyword of all) assert.equal(keyword, keyword.toLowerCase());
});
