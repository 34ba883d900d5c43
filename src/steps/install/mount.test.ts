import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { mountRootStep } from './mount.ts';

const PARAMS = mountRootStep.params({});

describe('install/mount', () => {
  it('mounts the new root', () => {
    assert.equal(mountRootStep.check({ mounted: null }, PARAMS).kind, 'needed');
    assert.deepEqual(linesOf(mountRootStep.apply({ mounted: null }, PARAMS)), [
      'mkdir -p /run/stem/root',
      'mount -t ext4 -o noatime /dev/sda1 /run/stem/root',
    ]);
    assert.deepEqual(mountRootStep.expect({ mounted: null }, PARAMS), { mounted: '/dev/sda1' });
  });

  it('is done by the root alone, and a boot forgets it', () => {
    assert.equal(mountRootStep.check({ mounted: '/dev/sda1' }, PARAMS).kind, 'satisfied');
    assert.equal(mountRootStep.facts(PARAMS).mounted.afterBoot?.('/dev/sda1'), null);
    assert.deepEqual(mountRootStep.verify({ mounted: null }, PARAMS, []), {
      ok: false,
      because: 'it is not mounted',
    });
    assert.equal(mountRootStep.rollback.kind, 'redo');
  });

  it('is blocked where something else is mounted there', () => {
    assert.deepEqual(mountRootStep.check({ mounted: '/dev/sda5' }, PARAMS), {
      kind: 'blocked',
      because: '/dev/sda5 is mounted at /run/stem/root',
      hint: 'Unmount it: `umount /run/stem/root`.',
    });
  });
});
