import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { verifyRootStep } from './verify.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const PARAMS = verifyRootStep.params({ bundle_sha256: A, os_checksums: 'os/root.sha256' });
const facts = (sealed: string | null, job: JobState = 'absent') => ({ sealed, job });
const DIR = '/run/stem/jobs/verify-root';
const JOB = `job ${DIR}: stem-verify-root /run/stem/root /run/stem/staging/bundle/os/root.sha256 /run/stem/root/var/lib/stem/unpacked`;
const SEAL = `write /run/stem/root/var/lib/stem/verified (600): "${A}"`;

describe('install/verify', () => {
  it('reads the root back unless that was done for this very bundle', () => {
    assert.deepEqual(verifyRootStep.check(facts(A), PARAMS), {
      kind: 'satisfied',
      because: 'every file was compared',
    });
    for (const sealed of [null, '', B])
      for (const job of ['absent', 'running', 'done 0'] as const)
        assert.deepEqual(verifyRootStep.check(facts(sealed, job), PARAMS), {
          kind: 'needed',
          because: 'it was not read back',
        });
  });

  it('compares, and seals only then: an action that fails ends the list', () => {
    const lines = (job: JobState) => linesOf(verifyRootStep.apply(facts(null, job), PARAMS));
    assert.deepEqual(lines('absent'), [JOB, SEAL]);
    assert.deepEqual(lines('running'), [JOB, SEAL]);
    assert.deepEqual(lines('done 1'), [`rm -rf ${DIR}`, JOB, SEAL]);
  });

  it('differs where the seal is missing', () => {
    assert.deepEqual(verifyRootStep.expect(facts(null), PARAMS), facts(A, 'done 0'));
    assert.equal(verifyRootStep.verify(facts(A), PARAMS, []).ok, true);
    for (const sealed of [null, B])
      assert.deepEqual(verifyRootStep.verify(facts(sealed, 'done 0'), PARAMS, []), {
        ok: false,
        because: 'it differs from the bundle',
      });
    assert.equal(verifyRootStep.rollback.kind, 'redo');
  });
});
