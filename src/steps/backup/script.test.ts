import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { backupScriptStep } from './script.ts';

const PARAMS = backupScriptStep.params({
  stem_backup_script: '/usr/local/sbin/stop it',
  stem_backup_undo_script: '/usr/local/sbin/start',
  stem_backup_timeout_minutes: '30',
});
const WITHOUT_UNDO = backupScriptStep.params({ stem_backup_script: '/stop' });
const DIR = '/run/stem/jobs/backup-script';
const UNDO_DIR = `${DIR}-undo`;
const ENV = 'env STEM_BACKUP_DIR=/run/stem/staging/backup/script';
const FOLDER = '/run/stem/staging/backup/script';
const WAY = "'set stem_backup_script_dir to a folder below stem_backup_paths'";
const JOB = `job ${DIR}: stem-backup-script ${FOLDER} 0 ${WAY} '/usr/local/sbin/stop it'`;
const ENDED: readonly JobState[] = ['lost', 'done 0', 'done 3'];
const facts = (job: JobState, undoing: JobState = 'absent') => ({ job, undoing });

describe('backup/script', () => {
  it('runs once in each boot of the old system, until it has ended well', () => {
    assert.equal(backupScriptStep.check(facts('done 0'), PARAMS).kind, 'satisfied');
    for (const job of ['absent', 'running', 'lost', 'done 3'] as const)
      assert.deepEqual(backupScriptStep.check(facts(job), PARAMS), {
        kind: 'needed',
        because: `the script is ${job}`,
      });
  });

  it('gets a directory on the staging partition and its time, and is attached to', () => {
    const actions = backupScriptStep.apply(facts('absent'), PARAMS);
    assert.deepEqual(linesOf(actions), ['mkdir -p /run/stem/staging/backup/script', JOB]);
    assert.equal(actions[1]?.kind === 'job' && actions[1].timeoutMs, 1_800_000);
    assert.deepEqual(linesOf(backupScriptStep.apply(facts('running'), PARAMS)).slice(1), [JOB]);
    assert.deepEqual(linesOf(backupScriptStep.apply(facts('done 3'), PARAMS)).slice(1), [
      `rm -rf ${DIR}`,
      JOB,
    ]);
  });

  it('may write at most what was announced, on the staging partition', () => {
    const params = backupScriptStep.params({
      stem_backup_script: '/x',
      stem_backup_script_bytes: '5000',
    });
    const [, job] = linesOf(backupScriptStep.apply(facts('absent'), params));
    assert.equal(job, `job ${DIR}: stem-backup-script ${FOLDER} 5000 ${WAY} /x`);
  });

  it("may write to the customer's own folder, which is neither made nor counted here", () => {
    const params = backupScriptStep.params({
      ...{ stem_backup_script: '/x', stem_backup_undo_script: '/y' },
      ...{ stem_backup_script_bytes: 5000, stem_backup_paths: '/srv' },
      stem_backup_script_dir: '/srv/dump',
    });
    assert.deepEqual(linesOf(backupScriptStep.apply(facts('absent'), params)), [
      `job ${DIR}: stem-backup-script /srv/dump 0 'make room there' /x`,
    ]);
    const both = { before: facts('absent'), now: facts('done 1') };
    assert.deepEqual(undoLines(backupScriptStep, both, params), [
      `job ${UNDO_DIR}: env STEM_BACKUP_DIR=/srv/dump /y`,
      `rm -rf ${UNDO_DIR}`,
      `rm -rf ${DIR}`,
    ]);
  });

  it('has failed by any other exit code', () => {
    assert.deepEqual(backupScriptStep.expect(facts('lost'), PARAMS), facts('done 0'));
    assert.deepEqual(backupScriptStep.verify(facts('done 3'), PARAMS, []), {
      ok: false,
      because: 'the script is done 3',
    });
  });

  it('is an absolute path', () => {
    for (const wrong of [undefined, 'stop.sh', ''])
      assert.throws(() => backupScriptStep.params({ stem_backup_script: wrong ?? null }), {
        message: 'stem_backup_script must be an absolute path',
      });
  });
});

describe('the undo of backup/script', () => {
  const undo = (job: JobState, params = PARAMS, undoing: JobState = 'absent'): readonly string[] =>
    undoLines(backupScriptStep, { before: facts('absent'), now: facts(job, undoing) }, params);
  const START = `job ${UNDO_DIR}: ${ENV} /usr/local/sbin/start`;
  // The folder that tells of the script goes last: a second try must not find that there is nothing to do.
  const CLEAR = [`rm -rf ${UNDO_DIR}`, `rm -rf ${DIR}`];

  it('starts again what the script has stopped, however far that came', () => {
    for (const job of ENDED) assert.deepEqual(undo(job), [START, ...CLEAR]);
  });

  it('ends a script that still runs before it starts anything', () => {
    assert.deepEqual(undo('running'), [`stem-stop-job ${DIR}`, START, ...CLEAR]);
  });

  it('attaches to a first try that still runs, and does not believe one that failed', () => {
    assert.deepEqual(undo('done 0', PARAMS, 'running'), [START, ...CLEAR]);
    assert.deepEqual(undo('done 0', PARAMS, 'done 1'), [`rm -rf ${UNDO_DIR}`, START, ...CLEAR]);
  });

  it('does nothing where no script ran since the boot', () => {
    assert.deepEqual(undo('absent'), []);
  });

  it('only clears away where no script starts things again', () => {
    for (const job of ENDED) assert.deepEqual(undo(job, WITHOUT_UNDO), [`rm -rf ${DIR}`]);
  });
});
