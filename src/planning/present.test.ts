import assert from 'node:assert/strict';
import { it } from 'node:test';
import { present } from './present.ts';

it('what is undefined is left out, and nothing else', () => {
  const found = present<{ a: number; b?: string; c: null }>({ a: 0, b: undefined, c: null });
  assert.deepEqual(Object.keys(found), ['a', 'c']);
});
