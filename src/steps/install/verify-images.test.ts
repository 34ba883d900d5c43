import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS, OS_IMAGES } from '../../../test/fakes/balena.ts';
import type { JobState } from '../../commands/job.ts';
import type { Vars } from '../../model/params.ts';
import { verifyImagesStep } from './verify-images.ts';

const VARS: Vars = { ...BALENA_OS, bundle_sha256: 'abc' };
const PARAMS = verifyImagesStep.params(VARS);
const FACTS = {
  sealed: null as string | null,
  written: 'abc' as string | null,
  job: 'absent' as JobState,
  enlarging: 'absent' as JobState,
};

describe('install/verify-images', () => {
  it('compares every image in a job, and seals then', () => {
    const [job = '', seal] = linesOf(verifyImagesStep.apply(FACTS, PARAMS));
    for (const { sha256, bytes } of OS_IMAGES)
      assert.ok(job.includes(`${String(bytes)} ${sha256}`), job);
    assert.match(job, / \/run\/stem\/staging\/stem\/images-written( |'|\)|$)/);
    assert.equal(seal, 'write /run/stem/staging/stem/images-verified (600): "abc"');
  });

  it('is needed until it is sealed, of images that are written', () => {
    const check = (more: Partial<typeof FACTS>) =>
      verifyImagesStep.check({ ...FACTS, ...more }, PARAMS);
    assert.equal(check({}).kind, 'needed');
    assert.equal(check({ sealed: 'other' }).kind, 'needed');
    assert.equal(check({ sealed: 'abc', written: null }).kind, 'satisfied');
    for (const written of [null, 'other'])
      assert.equal(check({ written }).because, 'the images are not written');
    const after = verifyImagesStep.expect(FACTS, PARAMS);
    assert.equal(verifyImagesStep.verify(after, PARAMS, []).ok, true);
    assert.equal(verifyImagesStep.verify(FACTS, PARAMS, []).ok, false);
  });

  it('gives the one image of a flasher its room when it was compared, not before', () => {
    const one = [{ ...OS_IMAGES[1], number: 1, label: 'stem-root' }];
    const params = verifyImagesStep.params({ ...VARS, os_images: one });
    const lines = linesOf(verifyImagesStep.apply({ ...FACTS, job: 'done 1' }, params));
    assert.equal(lines[0], 'rm -rf /run/stem/jobs/verify-images');
    assert.match(lines[2] ?? '', /stem-enlarge.* \/dev\/sda1/);
    assert.equal(lines.length, 4);
    const failed = linesOf(verifyImagesStep.apply({ ...FACTS, enlarging: 'done 4' }, params));
    assert.equal(failed[1], 'rm -rf /run/stem/jobs/enlarge');
    assert.equal(verifyImagesStep.expect(FACTS, params).enlarging, 'done 0');
    assert.equal(verifyImagesStep.expect(FACTS, PARAMS).enlarging, 'absent');
  });
});
