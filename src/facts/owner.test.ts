import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { owners } from './owner.ts';

describe('who owns a device', () => {
  const fact = owners('/dev/sda5');

  it('is a run for this boot, and a run for the partition', () => {
    for (const [told, lock, staging] of [
      ['lock run-1\nstaging run-2\n', 'run-1', 'run-2'],
      ['lock \nstaging run-2\n', null, 'run-2'],
      ['lock run-1\n', 'run-1', null],
      ['lock \nstaging \n', null, null],
      ['noise\nunlock run-9\nlock run-1 run-2\n', null, null],
      ['', null, null],
    ] as const)
      assert.deepEqual(fact.parse(answer(told)), { lock, staging }, told);
  });

  it('keeps the partition over a boot, and loses the lock', () => {
    assert.deepEqual(fact.afterBoot?.({ lock: 'run-1', staging: 'run-1' }), {
      lock: null,
      staging: 'run-1',
    });
  });
});
