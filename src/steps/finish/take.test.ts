import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { lockNewStep, mountNewStep } from './take.ts';

const NOBODY = { operator: '', since: '', isBusy: false, links: 0, jobs: [] };

describe('finish/lock', () => {
  const PARAMS = lockNewStep.params({ stem_run_id: 'run-1' });
  const check = (lock: string | null, staging: string | null) =>
    lockNewStep.check({ owners: { lock, staging }, holder: NOBODY }, PARAMS);

  it('is the lock, taken again in the new system and never undone', () => {
    assert.deepEqual(
      [lockNewStep.id, lockNewStep.on, lockNewStep.rollback.kind],
      ['finish/lock', 'new', 'redo'],
    );
    assert.equal(check(null, 'run-1').kind, 'needed');
    assert.equal(check('run-1', 'run-1').kind, 'satisfied');
    assert.equal(check(null, 'run-0').because, 'run run-0 holds the device');
  });
});

describe('finish/mount', () => {
  const PARAMS = mountNewStep.params({});
  const volume = { type: 'ext4', label: 'stem-staging', uuid: 'u' };
  const check = (mounted: string | null, volume_: typeof volume | null) =>
    mountNewStep.check({ mounted, volume: volume_ }, PARAMS);

  it('mounts the staging partition where there is one', () => {
    assert.equal(check(null, volume).kind, 'needed');
    assert.equal(check('/dev/sda5', volume).kind, 'satisfied');
    assert.deepEqual(linesOf(mountNewStep.apply({ mounted: null, volume }, PARAMS)).length, 2);
  });

  it('misses nothing where the root has grown over it', () => {
    assert.deepEqual(check(null, null), {
      kind: 'satisfied',
      because: 'the staging partition is gone',
    });
  });

  it('is blocked by what is not ours, and by a mount of something that is gone', () => {
    assert.equal(check(null, { ...volume, label: 'data' }).kind, 'blocked');
    assert.equal(check('/dev/sdb1', volume).kind, 'blocked');
    assert.equal(check('/dev/sda5', null).kind, 'blocked');
  });

  it('is forward only', () => {
    assert.deepEqual(
      [mountNewStep.id, mountNewStep.on, mountNewStep.rollback.kind],
      ['finish/mount', 'new', 'redo'],
    );
    assert.deepEqual(mountNewStep.verify({ mounted: null, volume: null }, PARAMS, []), {
      ok: true,
    });
  });
});
