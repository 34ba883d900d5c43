import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { unpackBundleStep } from './unpack.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const PARAMS = unpackBundleStep.params({ bundle_sha256: A, bundle_sums: 'abc  env/vmlinuz\n' });
const facts = (held: string | null, job: JobState = 'absent') => ({ sealed: held, job });

const DIR = '/run/stem/jobs/unpack-bundle';
const SUMS = '/run/stem/staging/incoming/members.sha256';
const WRITE = `write ${SUMS} (600): "abc  env/vmlinuz\\n"`;
const JOB = `job ${DIR}: stem-unpack-bundle /run/stem/staging/incoming/bundle-aaaaaaaaaaaa.tar /run/stem/staging/bundle ${SUMS} ${A} .sealed`;

describe('staging/unpack', () => {
  it("is done by the seal of this run's bundle, whatever became of the job", () => {
    for (const job of ['absent', 'done 0', 'lost'] as const)
      assert.deepEqual(unpackBundleStep.check(facts(A, job), PARAMS), {
        kind: 'satisfied',
        because: 'it is unpacked and verified',
      });
  });

  it('is needed without a seal and with that of another bundle, also where a job has ended well', () => {
    for (const held of [null, '', B])
      for (const job of ['absent', 'running', 'done 0', 'done 2', 'lost'] as const)
        assert.deepEqual(unpackBundleStep.check(facts(held, job), PARAMS), {
          kind: 'needed',
          because: 'it is not unpacked',
        });
  });

  it('lets the job seal what it unpacks, so that no cut parts them', () => {
    assert.deepEqual(linesOf(unpackBundleStep.apply(facts(null), PARAMS)), [WRITE, JOB]);
  });

  it('attaches to a job that runs, and clears away one that ended or was lost', () => {
    const lines = (job: JobState) => linesOf(unpackBundleStep.apply(facts(B, job), PARAMS));
    assert.deepEqual(lines('running'), [WRITE, JOB]);
    for (const job of ['done 0', 'done 2', 'lost'] as const)
      assert.deepEqual(lines(job), [WRITE, `rm -rf ${DIR}`, JOB]);
  });

  it("is not verified by another bundle's seal: it may have attached to that one's job", () => {
    assert.equal(unpackBundleStep.verify(facts(A, 'done 0'), PARAMS, []).ok, true);
    for (const held of [null, B])
      assert.deepEqual(unpackBundleStep.verify(facts(held, 'done 0'), PARAMS, []), {
        ok: false,
        because: 'it is not whole',
      });
    assert.deepEqual(unpackBundleStep.expect(facts(B), PARAMS), facts(A, 'done 0'));
  });

  it('belongs to the old system, and has nothing to undo', () => {
    assert.equal(unpackBundleStep.on, 'old');
    assert.equal(unpackBundleStep.rollback.kind, 'nothing-to-undo');
  });
});
