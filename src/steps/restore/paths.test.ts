import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { restorePathsStep } from './paths.ts';

const PARAMS = restorePathsStep.params({ stem_run_id: 'run-2', inventory_hostname: 'web-1' });
const NONE = { folder: '/k/run-2/web-1', pieces: 0, bytes: 0, sha256: null };
const facts = (sealed: string | null, archive: string | null, job: JobState = 'absent') => ({
  sealed,
  archive,
  job,
  away: null,
  kept: NONE,
});
const check = (...args: Parameters<typeof facts>) => restorePathsStep.check(facts(...args), PARAMS);
const KEPT = { ...NONE, pieces: 2, bytes: 900, sha256: 'abc' };
const DIR = '/run/stem/jobs/restore-paths';
const JOB = `job ${DIR}: stem-restore-paths /run/stem/staging/backup /var/lib/stem/restored run-2`;

describe('restore/paths', () => {
  it('never puts old data over new: the seal of any run is enough', () => {
    for (const sealed of ['run-1', 'run-2', ''])
      for (const archive of [null, 'abc'])
        assert.deepEqual(check(sealed, archive, 'lost'), {
          kind: 'satisfied',
          because: 'the data is back',
        });
  });

  it('is needed without a seal, also where a job of this boot has ended well', () => {
    for (const job of ['absent', 'running', 'done 0', 'done 1'] as const)
      assert.deepEqual(check(null, 'abc', job), {
        kind: 'needed',
        because: 'the data is not back',
      });
  });

  it('is blocked without a sealed archive', () => {
    assert.deepEqual(check(null, null), {
      kind: 'blocked',
      because: 'there is no sealed archive on the staging partition',
      hint: 'Look at the device.',
    });
  });

  it('comes from the controller where the archive is there, and from no other one', () => {
    const away = { away: '/k/run-2/web-1 of ada@desk\n' };
    const here = { ...facts(null, 'abc  -\n'), ...away, kept: KEPT };
    assert.deepEqual(restorePathsStep.check(here, PARAMS), {
      kind: 'needed',
      because: 'the data is not back; 900 bytes come from the controller',
    });
    assert.deepEqual(linesOf(restorePathsStep.apply(here, PARAMS)), [
      `supply run-2/web-1 to job ${DIR}: stem-take-paths /run/stem/staging/backup /run/stem/staging/incoming/pieces 2 /var/lib/stem/restored run-2 (900 bytes)`,
    ]);
    const lost = { ...facts(null, 'abc  -\n'), ...away };
    assert.deepEqual(restorePathsStep.check(lost, PARAMS), {
      kind: 'blocked',
      because:
        'the backup of this device is at /k/run-2/web-1 of ada@desk, and not on this controller',
      hint: 'Copy that folder to /k/run-2/web-1 with its files as they are, then resume.',
    });
  });

  it('restores, compares and seals as a job, and attaches to one that runs', () => {
    const lines = (job: JobState) => linesOf(restorePathsStep.apply(facts(null, 'a', job), PARAMS));
    assert.deepEqual(lines('absent'), [JOB]);
    assert.deepEqual(lines('running'), [JOB]);
    assert.deepEqual(lines('done 1'), [`rm -rf ${DIR}`, JOB]);
    assert.deepEqual(
      restorePathsStep.expect(facts(null, 'abc'), PARAMS),
      facts('run-2', 'abc', 'done 0'),
    );
    assert.deepEqual(restorePathsStep.verify(facts(null, 'abc', 'done 0'), PARAMS, []), {
      ok: false,
      because: 'the data is not back',
    });
    assert.equal(restorePathsStep.rollback.kind, 'redo');
  });
});
