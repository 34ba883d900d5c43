import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expandRange } from './host-range.ts';

describe('the range of a host name', () => {
  it('counts from the first to the last', () => {
    const ranges = {
      web: ['web'],
      'a[1:3]': ['a1', 'a2', 'a3'],
      'a[08:10].x': ['a08.x', 'a09.x', 'a10.x'],
      'a[:2]': ['a0', 'a1', 'a2'],
      'a[1:10:4]': ['a1', 'a5', 'a9'],
      'a[a:c]': ['aa', 'ab', 'ac'],
      'a[y:B]': ['ay', 'az', 'aA', 'aB'],
      'a[a:e:2]': ['aa', 'ac', 'ae'],
      'a[1:2]-[a:b]': ['a1-a', 'a1-b', 'a2-a', 'a2-b'],
      'a[5:1]': [],
      'a[5:1:-2]': ['a5', 'a3'],
      'a[-1:1]': ['a-1', 'a0', 'a1'],
      'a[01:-9:-4]': ['a01', 'a-3', 'a-7'],
      'a[ab:cd]': ['aa', 'ab', 'ac'],
      'a[a:c:-1]': [],
    };
    for (const [range, names] of Object.entries(ranges))
      assert.deepEqual(expandRange(range), names, range);
  });

  it('is refused with the reason', () => {
    const reasons = {
      'a[01:100]': 'the ends of [01:100] differ in length',
      'a[aa:ad]': '[aa:ad] has neither two numbers nor two letters',
      'a[1:5:0]': '[1:5:0] has neither two numbers nor two letters',
      'a[a:c:0]': '[a:c:0] has neither two numbers nor two letters',
      'a[c:a]': '[c:a] runs backwards: a to z come before A to Z',
      'a[1:': 'the range in a[1: is not whole',
      'a|b[1:2]': 'the range in a|b[1:2] is not whole',
      'a[1]': '[1] is no range',
      'a[1:2:3:4]': '[1:2:3:4] is no range',
      'a[1:]': 'the range [1:] has no end',
      'a[1:100001]': '[1:100001] gives more than 100000 hosts',
      'a[1:1000][1:1000]': 'the range gives more than 100000 hosts',
    };
    for (const [range, message] of Object.entries(reasons))
      assert.throws(() => expandRange(range), { name: 'LineProblem', message }, range);
  });

  it('gives as many names as its step says, all of one width where it is padded', () => {
    const number = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 9 }), (from, length, step) => {
        const to = String(from + length).padStart(4, '0');
        const begin = String(from).padStart(4, '0');
        const names = expandRange(`h[${begin}:${to}:${String(step)}]`);
        assert.equal(names.length, Math.floor(length / step) + 1);
        assert.equal(names[0], `h${begin}`);
        assert.ok(names.every((name) => name.length === 5));
        assert.equal(new Set(names).size, names.length);
      }),
    );
  });
});
