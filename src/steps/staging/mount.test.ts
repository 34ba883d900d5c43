import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import { mountStagingStep } from './mount.ts';

const PARAMS = mountStagingStep.params({});
const volume = { type: 'ext4', label: 'stem-staging', uuid: 'u' };
const UNMOUNTED = { mounted: null, volume };
const MOUNTED = { mounted: '/dev/sda5', volume };

describe('staging/mount', () => {
  it('mounts the partition where every system looks for it', () => {
    assert.deepEqual(mountStagingStep.check(UNMOUNTED, PARAMS), {
      kind: 'needed',
      because: 'it is not mounted',
    });
    assert.deepEqual(linesOf(mountStagingStep.apply(UNMOUNTED, PARAMS)), [
      'mkdir -p /run/stem/staging',
      'mount -t ext4 -o noatime /dev/sda5 /run/stem/staging',
    ]);
    assert.deepEqual(mountStagingStep.expect(UNMOUNTED, PARAMS), MOUNTED);
  });

  it('is done while it is mounted, and a boot forgets that', () => {
    assert.equal(mountStagingStep.check(MOUNTED, PARAMS).kind, 'satisfied');
    assert.equal(mountStagingStep.facts(PARAMS).mounted.afterBoot?.('/dev/sda5'), null);
    assert.deepEqual(mountStagingStep.verify(UNMOUNTED, PARAMS, []), {
      ok: false,
      because: 'it is not mounted',
    });
  });

  it('is blocked where something else is mounted there', () => {
    assert.deepEqual(mountStagingStep.check({ ...MOUNTED, mounted: '/dev/sdb1' }, PARAMS), {
      kind: 'blocked',
      because: '/dev/sdb1 is mounted at /run/stem/staging',
      hint: 'Unmount it: `umount /run/stem/staging`.',
    });
  });

  it('is blocked by a partition without the label, which mkfs gets last', () => {
    for (const other of [null, { ...volume, label: 'stem-staging-new' }, { ...volume, label: '' }])
      assert.deepEqual(mountStagingStep.check({ mounted: null, volume: other }, PARAMS), {
        kind: 'blocked',
        because: '/dev/sda5 has no file system labelled stem-staging',
        hint: 'Roll back, then start again.',
      });
  });

  it('unmounts only what it mounted', () => {
    const undo = (before: typeof MOUNTED | typeof UNMOUNTED, now: typeof before) =>
      undoLines(mountStagingStep, { before, now }, PARAMS);
    const [stop, unmount] = undo(UNMOUNTED, MOUNTED);
    // A job of ours that a dead controller left would keep it busy.
    assert.match(stop ?? '', /stem-stop-jobs \/run\/stem\/jobs/);
    assert.equal(unmount, 'umount /run/stem/staging');
    assert.deepEqual(undo(UNMOUNTED, UNMOUNTED), []);
    assert.deepEqual(undo(MOUNTED, MOUNTED), []);
  });
});
