import assert from 'node:assert/strict';
import { it } from 'node:test';
import { timesOf } from './command-times.ts';

it('times of a command are printed as Python prints them', () => {
  const startedAt = '2026-11-26T18:18:47.973Z';
  assert.deepEqual(timesOf({ startedAt, endedAt: '2026-11-26T19:20:08.1Z' }), {
    start: '2026-11-26 18:18:47.973000',
    end: '2026-11-26 19:20:08.100000',
    delta: '1:01:20.127000',
  });
  const whole = timesOf({ startedAt: '2026-11-26T18:18:47Z', endedAt: '2026-11-26T18:18:46Z' });
  assert.deepEqual(whole, {
    ...{ start: '2026-11-26 18:18:47.000000', end: '2026-11-26 18:18:46.000000' },
    // A clock that was set back gives no negative duration.
    delta: '0:00:00.000000',
  });
});

it('nobody makes up times where no clock was looked at', () => {
  assert.deepEqual(timesOf({ startedAt: '', endedAt: '' }), {});
});
