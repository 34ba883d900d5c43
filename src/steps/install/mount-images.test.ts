import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS } from '../../../test/fakes/balena.ts';
import type { JobState } from '../../commands/job.ts';
import { mountImagesStep } from './mount-images.ts';

const PARAMS = mountImagesStep.params({ ...BALENA_OS, bundle_sha256: 'abc' });
const NONE = {
  verified: 'abc' as string | null,
  ...{ boot: null, rootA: null, state: null, data: null, root: null },
  job: 'absent' as JobState,
};
const ALL = {
  ...{ verified: 'abc', boot: '/dev/sda1', rootA: '/dev/sda2', root: '/dev/sda2' },
  ...{ state: '/dev/sda6', data: '/dev/sda7' },
  job: 'done 0' as JobState,
};

describe('install/mount-images', () => {
  it('mounts the four that a migration writes to, and gives the data its room', () => {
    const [job = '', ...more] = linesOf(mountImagesStep.apply(NONE, PARAMS));
    assert.deepEqual(more, []);
    assert.ok(
      job.includes(
        'stem-mount-images /dev/sda7 /run/stem/resin/rootA /run/stem/root /dev/sda1 /run/stem/resin/boot vfat ' +
          '/dev/sda2 /run/stem/resin/rootA ext4 /dev/sda6 /run/stem/resin/state ext4 /dev/sda7 /run/stem/resin/data ext4',
      ),
      job,
    );
    const again = linesOf(mountImagesStep.apply({ ...NONE, job: 'done 4' }, PARAMS));
    assert.equal(again[0], 'rm -rf /run/stem/jobs/mount-images');
    assert.deepEqual(mountImagesStep.expect(NONE, PARAMS), ALL);
  });

  it('is needed where one is missing, or another is in its place', () => {
    assert.equal(mountImagesStep.check(ALL, PARAMS).kind, 'satisfied');
    assert.equal(mountImagesStep.check({ ...ALL, verified: null }, PARAMS).kind, 'satisfied');
    for (const key of ['boot', 'rootA', 'state', 'data', 'root'] as const)
      for (const device of [null, '/dev/sdb1']) {
        const facts = { ...ALL, [key]: device };
        assert.equal(mountImagesStep.check(facts, PARAMS).kind, 'needed', key);
        assert.equal(mountImagesStep.verify(facts, PARAMS, []).ok, false, key);
      }
  });

  it('mounts nothing that was not read back: that would change it', () => {
    for (const verified of [null, 'other'])
      assert.equal(
        mountImagesStep.check({ ...NONE, verified }, PARAMS).because,
        'the images were not read back',
      );
    assert.equal(mountImagesStep.rollback.kind, 'redo');
  });
});
