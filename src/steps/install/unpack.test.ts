import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { unpackRootStep } from './unpack.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const PARAMS = unpackRootStep.params({ bundle_sha256: A, os_archive: 'os/root.tar.zst' });
const facts = (sealed: string | null, held: string | null, job: JobState = 'absent') => ({
  sealed,
  held,
  job,
});
const check = (...args: Parameters<typeof facts>) => unpackRootStep.check(facts(...args), PARAMS);
const DIR = '/run/stem/jobs/unpack-root';
const JOB = `job ${DIR}: stem-unpack-root /run/stem/staging/bundle/os/root.tar.zst /run/stem/root`;
const SEAL = `write /run/stem/root/var/lib/stem/unpacked (600): "${A}"`;

describe('install/unpack', () => {
  it("is needed where the root is not this bundle's, and the partition is", () => {
    for (const sealed of [null, '', B])
      for (const job of ['absent', 'running', 'done 0', 'lost'] as const)
        assert.deepEqual(check(sealed, A, job), { kind: 'needed', because: 'it is not unpacked' });
  });

  it("is blocked by another bundle's parts, which it would seal as this one's", () => {
    for (const sealed of [null, B])
      assert.deepEqual(check(sealed, B), {
        kind: 'blocked',
        because: 'the staging partition holds bundle bbbbbbbbbbbb, and this run has aaaaaaaaaaaa',
        hint: 'Resume the run that brought it, or run `stem-remote apply` with that bundle and -e stem_take_over=true.',
      });
    assert.equal(check(null, null).because, 'the staging partition holds no whole bundle');
  });

  it('is done by its own seal, which lies on the root and outlives a boot', () => {
    for (const held of [null, A, B])
      assert.deepEqual(check(A, held, 'lost'), { kind: 'satisfied', because: 'it is unpacked' });
  });

  it('unpacks, and then seals', () => {
    const lines = (job: JobState) => linesOf(unpackRootStep.apply(facts(null, A, job), PARAMS));
    for (const job of ['absent', 'running'] as const) assert.deepEqual(lines(job), [JOB, SEAL]);
    for (const job of ['lost', 'done 0', 'done 2'] as const)
      assert.deepEqual(lines(job), [`rm -rf ${DIR}`, JOB, SEAL]);
  });

  it('is verified by its seal; the way out is forward', () => {
    assert.deepEqual(unpackRootStep.expect(facts(B, A), PARAMS), facts(A, A, 'done 0'));
    assert.equal(unpackRootStep.verify(facts(A, A), PARAMS, []).ok, true);
    for (const sealed of [null, B])
      assert.deepEqual(unpackRootStep.verify(facts(sealed, A, 'done 0'), PARAMS, []), {
        ok: false,
        because: 'it is not whole',
      });
    assert.equal(unpackRootStep.rollback.kind, 'redo');
  });
});
