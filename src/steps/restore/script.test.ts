import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { restoreScriptStep } from './script.ts';

const VARS = { stem_restore_script: '/srv/restore.sh', stem_run_id: 'run-2' };
const PARAMS = restoreScriptStep.params(VARS);
const facts = (sealed: string | null, job: JobState = 'absent') => ({ sealed, job });
const DIR = '/run/stem/jobs/restore-script';
const SEAL = '/var/lib/stem/restored-by-script run-2';
const JOB = `job ${DIR}: stem-restore-script /run/stem/staging/backup/script /srv/restore.sh ${SEAL}`;

describe('restore/script', () => {
  it('runs once on a new root, whichever run it was', () => {
    for (const sealed of ['run-1', 'run-2', ''])
      assert.deepEqual(restoreScriptStep.check(facts(sealed), PARAMS), {
        kind: 'satisfied',
        because: 'it has run',
      });
    for (const job of ['absent', 'running', 'done 0', 'done 1'] as const)
      assert.deepEqual(restoreScriptStep.check(facts(null, job), PARAMS), {
        kind: 'needed',
        because: 'it has not run',
      });
  });

  it('gets what the backup script wrote, and seals its end itself', () => {
    const actions = restoreScriptStep.apply(facts(null), PARAMS);
    assert.deepEqual(linesOf(actions), [JOB]);
    assert.equal(actions[0]?.kind === 'job' && actions[0].timeoutMs, 3_600_000);
    assert.deepEqual(linesOf(restoreScriptStep.apply(facts(null, 'running'), PARAMS)), [JOB]);
    assert.deepEqual(linesOf(restoreScriptStep.apply(facts(null, 'lost'), PARAMS)), [
      `rm -rf ${DIR}`,
      JOB,
    ]);
  });

  it('finds it where the paths were restored, if the backup script wrote there', () => {
    const vars = { ...VARS, stem_backup_paths: '/srv', stem_backup_script_dir: '/srv/dump' };
    const [job] = linesOf(restoreScriptStep.apply(facts(null), restoreScriptStep.params(vars)));
    assert.equal(job, `job ${DIR}: stem-restore-script /srv/dump /srv/restore.sh ${SEAL}`);
  });

  it('is verified by its seal, and run again rather than undone', () => {
    assert.deepEqual(restoreScriptStep.expect(facts(null), PARAMS), facts('run-2', 'done 0'));
    assert.deepEqual(restoreScriptStep.verify(facts(null, 'done 0'), PARAMS, []), {
      ok: false,
      because: 'it has not ended well',
    });
    assert.equal(restoreScriptStep.rollback.kind, 'redo');
  });

  it('has at most a day', () => {
    assert.throws(() => restoreScriptStep.params({ ...VARS, stem_restore_timeout_minutes: 1441 }), {
      message: 'stem_restore_timeout_minutes must be a whole number from 1 to 1440',
    });
  });
});
