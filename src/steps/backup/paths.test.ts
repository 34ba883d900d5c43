import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { backupPathsStep } from './paths.ts';

const PARAMS = backupPathsStep.params({ stem_backup_paths: '/srv/customer, /etc/app' });
const facts = (sealed: string | null, job: JobState) => ({ sealed, job });
const DIR = '/run/stem/jobs/backup-paths';
const JOB = `job ${DIR}: stem-backup-paths /run/stem/staging/backup ./srv/customer ./etc/app`;

describe('backup/paths', () => {
  it('is done by a seal of this boot: after another boot the services wrote again', () => {
    assert.deepEqual(backupPathsStep.check(facts('abc  -\n', 'done 0'), PARAMS), {
      kind: 'satisfied',
      because: 'they are archived and compared',
    });
    for (const [sealed, job] of [
      [null, 'done 0'],
      ['abc  -\n', 'absent'],
      ['abc  -\n', 'running'],
      ['abc  -\n', 'done 1'],
    ] as const)
      assert.deepEqual(backupPathsStep.check(facts(sealed, job), PARAMS), {
        kind: 'needed',
        because: 'they are not archived since this boot',
      });
  });

  it('archives as a job, which seals', () => {
    const actions = backupPathsStep.apply(facts(null, 'absent'), PARAMS);
    assert.deepEqual(linesOf(actions), [JOB]);
    assert.equal(actions[0]?.kind === 'job' && actions[0].timeoutMs, 3_600_000);
    assert.deepEqual(linesOf(backupPathsStep.apply(facts(null, 'running'), PARAMS)), [JOB]);
    assert.deepEqual(linesOf(backupPathsStep.apply(facts('old', 'done 2'), PARAMS)), [
      `rm -rf ${DIR}`,
      JOB,
    ]);
  });

  it('is verified by the seal', () => {
    const after = backupPathsStep.expect(facts(null, 'absent'), PARAMS);
    assert.equal(backupPathsStep.check(after, PARAMS).kind, 'satisfied');
    assert.deepEqual(backupPathsStep.verify(facts(null, 'done 0'), PARAMS, []), {
      ok: false,
      because: 'the archive is not sealed',
    });
    assert.equal(backupPathsStep.rollback.kind, 'nothing-to-undo');
  });

  it('needs absolute paths', () => {
    for (const wrong of [[], '', 'srv', ['/srv', 'etc']])
      assert.throws(() => backupPathsStep.params({ stem_backup_paths: wrong }), {
        message: 'stem_backup_paths must be a list of absolute paths',
      });
  });
});
