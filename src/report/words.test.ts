import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytes, count, duration, names } from './words.ts';

describe('numbers for people', () => {
  it('gives a duration in its two largest units', () => {
    assert.deepEqual(
      [400, 9_949, 10_000, 45_400, 60_000, 200_000, 3_600_000, 7_500_000].map(duration),
      ['0.4 s', '9.9 s', '10 s', '45 s', '1 min', '3 min 20 s', '1 h', '2 h 5 min'],
    );
  });

  it('gives bytes in thousands', () => {
    assert.deepEqual([0, 512, 1_000, 43_210_000, 999_999_999, 2_000_000_000].map(bytes), [
      '0 B',
      '512 B',
      '1.0 kB',
      '43.2 MB',
      '1000 MB',
      '2.0 GB',
    ]);
  });

  it('counts and lists', () => {
    assert.equal(count(1, 'device'), '1 device');
    assert.equal(count(0, 'device'), '0 devices');
    assert.equal(names(['a', 'b'], 2), 'a, b');
    assert.equal(names(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});
