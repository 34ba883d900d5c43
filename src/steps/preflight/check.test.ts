import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { block, countText, fine, judgeBy, listText, sizeText, unknown, warn } from './check.ts';

describe('a judgement', () => {
  it('has a level and what was found', () => {
    assert.deepEqual(
      [fine('a'), warn('b'), block('c'), unknown('d')],
      [
        { level: 'ok', says: 'a' },
        { level: 'warn', says: 'b' },
        { level: 'block', says: 'c' },
        { level: 'unknown', says: 'd' },
      ],
    );
  });

  it('may have a hint of its own', () => {
    assert.deepEqual(block('c', 'Do it.'), { level: 'block', says: 'c', hint: 'Do it.' });
  });

  it('is the first that is so, and only that one is made', () => {
    const never = (): never => assert.fail('made for nothing');
    const last = judgeBy(
      [
        [false, never],
        [true, () => block('worst')],
        [true, never],
      ],
      never,
    );
    assert.equal(last.says, 'worst');
    assert.equal(judgeBy([[false, never]], () => fine('else')).says, 'else');
  });
});

describe('words for people', () => {
  it('say a size in the unit that fits', () => {
    const sizes: readonly (readonly [number, string])[] = [
      [0, '0 KiB'],
      [2 ** 20 - 1, '1024 KiB'],
      [2 ** 20, '1 MiB'],
      [700 * 2 ** 20, '700 MiB'],
      [2 ** 30, '1.0 GiB'],
      [1.5 * 2 ** 30, '1.5 GiB'],
    ];
    for (const [bytes, text] of sizes) assert.equal(sizeText(bytes), text);
  });

  it('count and list', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => countText(count, 'error')),
      ['0 errors', '1 error', '2 errors'],
    );
    assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listText), [
      'none',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});
