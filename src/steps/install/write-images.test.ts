import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS, OS_IMAGES, SEED_DISK, STAGING_PLACE } from '../../../test/fakes/balena.ts';
import type { JobState } from '../../commands/job.ts';
import type { Vars } from '../../model/params.ts';
import { withPlan } from '../../model/partition-plan.ts';
import { planOf } from '../images.ts';
import { writeImagesStep } from './write-images.ts';

const VARS: Vars = { ...BALENA_OS, bundle_sha256: 'abc' };
const PARAMS = writeImagesStep.params(VARS);
const plan = planOf(PARAMS, STAGING_PLACE) ?? assert.fail('it fits');
const FACTS = {
  sealed: null as string | null,
  held: 'abc' as string | null,
  table: withPlan(plan, SEED_DISK),
  staging: STAGING_PLACE,
  mark: 'run=run-1\n' as string | null,
  job: 'absent' as JobState,
};
const check = (more: Partial<typeof FACTS>, params = PARAMS) =>
  writeImagesStep.check({ ...FACTS, ...more }, params);

describe('install/write-images', () => {
  it('writes each image in a job, and seals then', () => {
    assert.equal(check({}).kind, 'needed');
    const [job = '', seal] = linesOf(writeImagesStep.apply(FACTS, PARAMS));
    assert.match(job, /os\/resin-boot\.img\.zst \/dev\/sda1 41943040 os\/resin-rootA/);
    assert.match(job, /os\/resin-data\.img\.zst \/dev\/sda7 524288000/);
    assert.equal(seal, 'write /run/stem/staging/stem/images-written (600): "abc"');
  });

  it('starts afresh where an earlier job has failed', () => {
    const lines = linesOf(writeImagesStep.apply({ ...FACTS, job: 'done 1' }, PARAMS));
    assert.equal(lines[0], 'rm -rf /run/stem/jobs/write-images');
  });

  it('is done by the seal of this bundle alone', () => {
    assert.equal(check({ sealed: 'abc', mark: null, held: null }).kind, 'satisfied');
    assert.equal(check({ sealed: 'other' }).kind, 'needed');
    const after = writeImagesStep.expect(FACTS, PARAMS);
    assert.equal(writeImagesStep.check(after, PARAMS).kind, 'satisfied');
    assert.equal(writeImagesStep.verify(after, PARAMS, []).ok, true);
    assert.equal(writeImagesStep.verify(FACTS, PARAMS, []).ok, false);
    assert.equal(writeImagesStep.rollback.kind, 'redo');
  });

  it('touches nothing without the mark, the partitions, or the bundle', () => {
    assert.equal(
      check({ mark: null }).because,
      'the point of no return is not marked on the device',
    );
    assert.equal(
      check({ table: SEED_DISK }).because,
      'the disk does not have the partitions of the image',
    );
    assert.equal(check({ held: null }).because, 'the staging partition holds no whole bundle');
    assert.equal(check({ held: 'other' }).kind, 'blocked');
  });

  it('needs no table for the one image of a flasher', () => {
    const one = [{ ...OS_IMAGES[1], number: 1, label: 'stem-root' }];
    const params = writeImagesStep.params({ ...VARS, os_images: one });
    assert.equal(check({ table: SEED_DISK }, params).kind, 'needed');
    assert.equal(check({ table: SEED_DISK, mark: null }, params).kind, 'blocked');
  });
});
