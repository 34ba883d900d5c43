import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSame, type Json } from './json.ts';

describe('two answers', () => {
  it('are the same whatever the order of keys, at every depth', () => {
    const pairs: readonly (readonly [Json, Json])[] = [
      [null, null],
      [
        { a: 1, b: { c: [1, { d: 2, e: 3 }] } },
        { b: { c: [1, { e: 3, d: 2 }] }, a: 1 },
      ],
      [[], []],
    ];
    for (const [a, b] of pairs) assert.equal(isSame(a, b), true, JSON.stringify(a));
  });

  it('differ by value, by kind, by a key, and by the order of a list', () => {
    const pairs: readonly (readonly [Json, Json])[] = [
      [null, ''],
      [null, false],
      [0, '0'],
      [0, false],
      [[], {}],
      [{ a: null }, {}],
      [
        [1, 2],
        [2, 1],
      ],
      [{ a: { b: 1 } }, { a: { b: 2 } }],
    ];
    for (const [a, b] of pairs) assert.equal(isSame(a, b), false, JSON.stringify([a, b]));
  });
});
