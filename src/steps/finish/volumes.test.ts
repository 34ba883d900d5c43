import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { compareVolumesStep } from './volumes.ts';

const PARAMS = compareVolumesStep.params({ stem_supervisor_seconds: '90' });
const DIR = '/run/stem/jobs/compare-volumes';
const JOB = `job ${DIR}: stem-compare-volumes 90 /mnt/data/backup.tgz /run/stem/staging/backup/volumes.sums`;

describe('finish/volumes', () => {
  it('compares once in each boot, as long as the archive is at hand', () => {
    const check = (archive: string | null, job: 'done 0' | 'done 1' | 'absent'): string =>
      compareVolumesStep.check({ archive, job }, PARAMS).kind;
    assert.equal(check('seal', 'done 0'), 'satisfied');
    assert.equal(check('seal', 'absent'), 'needed');
    assert.equal(check('seal', 'done 1'), 'needed');
    assert.equal(check(null, 'absent'), 'satisfied');
    assert.equal(compareVolumesStep.facts(PARAMS).job.afterBoot?.('done 0'), 'absent');
  });

  it('waits in a job for the supervisor, and two hours more for the disk', () => {
    const actions = compareVolumesStep.apply({ archive: 'seal', job: 'done 1' }, PARAMS);
    assert.deepEqual(linesOf(actions), [`rm -rf ${DIR}`, JOB]);
    const [, started] = actions;
    assert.equal(started?.kind === 'job' && started.timeoutMs, 7_290_000);
  });

  it('is at its end by a yes alone', () => {
    const facts = { archive: 'seal', job: 'lost' } as const;
    const after = compareVolumesStep.expect(facts, PARAMS);
    assert.deepEqual(after, { archive: 'seal', job: 'done 0' });
    assert.deepEqual(compareVolumesStep.verify(after, PARAMS, []), { ok: true });
    assert.equal(compareVolumesStep.verify(facts, PARAMS, []).ok, false);
    assert.equal(compareVolumesStep.rollback.kind, 'redo');
    assert.equal(compareVolumesStep.params({}).stem_supervisor_seconds, 600);
  });
});
