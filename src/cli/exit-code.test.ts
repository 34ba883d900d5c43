import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import type { HostStanding, HostView } from '../report/run-view.ts';
import { exitOfError, exitOfHosts } from './exit-code.ts';

const host = (standing: HostStanding, isTouched = false): HostView => ({
  host: 'web-1',
  site: '',
  standing,
  where: null,
  hasCrossed: false,
  isTouched,
  lastTask: '',
  because: '',
  hint: '',
  durationMs: 0,
  warnings: [],
  lastOutput: '',
});

describe('the exit code', () => {
  it('is 0 only when every device reached the goal', () => {
    assert.equal(exitOfHosts([]), 0);
    assert.equal(exitOfHosts([host('reached', true), host('reached')]), 0);
    assert.equal(exitOfHosts([host('rolled-back')], 'rolled-back'), 0);
    assert.equal(exitOfHosts([host('reached')], 'rolled-back'), 2);
  });

  it('adds up what kept others from it', () => {
    const bits = (
      [
        ['failed', 2],
        ['rolled-back', 2],
        ['unreachable', 4],
        ['stopped', 8],
        ['not started', 8],
        ['unknown', 16],
        ['under way', 16],
      ] as const
    ).map(([standing, bit]) => [exitOfHosts([host(standing)]), bit]);
    for (const [actual, expected] of bits) assert.equal(actual, expected);
    assert.equal(exitOfHosts([host('failed'), host('unreachable'), host('not started')]), 14);
  });

  it('asks for hands where a device was left half-way', () => {
    assert.equal(exitOfHosts([host('failed', true)]), 18);
  });

  it('names a failure of the whole command', () => {
    const codes = {
      USAGE: 64,
      INVENTORY_INVALID: 65,
      BUNDLE_INVALID: 65,
      BUNDLE_UNTRUSTED: 65,
      NO_HOSTS: 66,
      RUN_LOCKED: 75,
      UNREACHABLE: 4,
    } as const;
    for (const [code, exit] of Object.entries(codes) as [keyof typeof codes, number][])
      assert.equal(exitOfError(new StemError('', { code, hint: '' })), exit);
    assert.equal(exitOfError(new TypeError('bug')), 1);
  });
});
