import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDuration } from './duration.ts';

describe('a duration', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1h30m', 5_400_000],
    [' 1h 30m ', 5_400_000],
    ['2d', 172_800_000],
    ['0', 0],
    ['0s', 0],
    ['30', null],
    ['', null],
    ['m', null],
    ['-5m', null],
    ['1.5h', null],
    ['5m 5m', null],
    ['31d', null],
    ['30 min', null],
  ];
  for (const [text, ms] of cases)
    it(`"${text}" is ${ms === null ? 'none' : `${String(ms)} ms`}`, () => {
      assert.equal(parseDuration(text), ms);
    });
});
