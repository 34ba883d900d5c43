import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostEnd } from '../model/event.ts';
import { tooMany } from './too-many.ts';

const ends = (...all: readonly HostEnd[]): ReadonlyMap<string, HostEnd> =>
  new Map(all.map((end, index) => [`web-${String(index)}`, end]));

describe('the failure limit', () => {
  it('is passed by more than it, not by as many', () => {
    assert.equal(tooMany(ends('reached', 'failed'), 1), null);
    assert.equal(
      tooMany(ends('failed', 'failed'), 1),
      '2 devices did not get there (2 failed); at most 1 may fail',
    );
    assert.equal(tooMany(ends('reached', 'reached'), 0), null);
  });

  for (const end of ['failed', 'rolled-back', 'unreachable', 'unknown', 'stopped'] as const)
    it(`counts "${end}"`, () => {
      assert.equal(
        tooMany(ends('reached', end), 0),
        `1 device did not get there (1 ${end}); at most 0 may fail`,
      );
    });

  it('says how many ended in which way', () => {
    assert.equal(
      tooMany(ends('unknown', 'failed', 'unreachable', 'unknown'), 2),
      '4 devices did not get there (1 failed, 1 unreachable, 2 unknown); at most 2 may fail',
    );
  });
});
