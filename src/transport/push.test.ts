import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pace } from './push.ts';

/** The chunks after answers that came so many milliseconds after each other. */
function chunksAfter(...passed: readonly number[]): readonly number[] {
  let now = 0;
  const pace = new Pace(() => now);
  return passed.map((ms) => {
    now += ms;
    pace.arrived();
    return pace.chunk;
  });
}

describe('the pace of an upload', () => {
  it('grows to what a server takes at once, where answers come quickly', () => {
    assert.deepEqual(chunksAfter(10, 10, 10, 10, 10), [32_768, 65_536, 131_072, 261_120, 261_120]);
  });

  it('sends few short messages ahead, and many long ones', () => {
    const pace = new Pace(() => 0);
    assert.deepEqual([pace.chunk, pace.most], [16_384, 2]);
    for (let answers = 0; answers < 9; answers += 1) pace.arrived();
    assert.deepEqual([pace.chunk, pace.most], [261_120, 16]);
  });

  it('stays, or falls to short messages, where they come slowly', () => {
    assert.deepEqual(chunksAfter(10, 1000, 1000), [32_768, 32_768, 32_768]);
    assert.deepEqual(chunksAfter(10, 3000, 3000, 3000), [32_768, 16_384, 16_384, 16_384]);
  });
});
