import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { compareVolumesStep } from './volumes.ts';

const PARAMS = compareVolumesStep.params({ stem_supervisor_seconds: '90' });
const DIR = '/run/stem/jobs/compare-volumes';
const STAGED = '/run/stem/staging/backup/volumes';
const JOB = `job ${DIR}: stem-compare-volumes 90 /mnt/data/backup.tgz ${STAGED}.tgz ${STAGED}.sums`;

describe('finish/volumes', () => {
  it('compares once, also over boots: an application may use up what it found', () => {
    const check = (archive: string | null, compared: string | null): string =>
      compareVolumesStep.check({ archive, compared, job: 'absent' }, PARAMS).kind;
    assert.equal(check('seal', 'seal'), 'satisfied');
    assert.equal(check('seal', 'other'), 'needed');
    assert.equal(check('seal', null), 'needed');
    assert.equal(check(null, null), 'satisfied');
    const job = 'done 1' as const;
    const again = compareVolumesStep.check({ archive: 'seal', compared: null, job }, PARAMS);
    assert.equal(again.because, 'the comparison is done 1');
  });

  it('waits in a job for the supervisor, and two hours more for the disk', () => {
    const facts = { archive: 'seal', compared: null, job: 'done 1' } as const;
    const actions = compareVolumesStep.apply(facts, PARAMS);
    assert.deepEqual(linesOf(actions), [
      `rm -rf ${DIR}`,
      JOB,
      'write /mnt/state/stem/volumes-compared (600): "seal"',
    ]);
    const [, started] = actions;
    assert.equal(started?.kind === 'job' && started.timeoutMs, 7_290_000);
  });

  it('is at its end by a yes alone', () => {
    const facts = { archive: 'seal', compared: null, job: 'lost' } as const;
    const after = compareVolumesStep.expect(facts, PARAMS);
    assert.deepEqual(after, { archive: 'seal', compared: 'seal', job: 'done 0' });
    assert.deepEqual(compareVolumesStep.verify(after, PARAMS, []), { ok: true });
    assert.equal(compareVolumesStep.verify(facts, PARAMS, []).ok, false);
    assert.equal(compareVolumesStep.rollback.kind, 'redo');
    assert.equal(compareVolumesStep.params({}).stem_supervisor_seconds, 600);
  });
});
