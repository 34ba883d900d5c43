import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Waiting } from './waiting.ts';

it('a wait has lasted as long as the clock says, and at least as long as its pauses', async () => {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const waiting = new Waiting({
    now: () => new Date(nowMs).toISOString(),
    sleep: () => Promise.resolve(),
  });
  assert.equal(waiting.ms, 0);
  await waiting.sleep(2000);
  assert.equal(waiting.ms, 2000);
  nowMs += 9000;
  assert.equal(waiting.ms, 9000);
  nowMs -= 60_000;
  assert.equal(waiting.ms, 2000);
});
