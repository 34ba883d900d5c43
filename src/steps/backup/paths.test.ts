import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { backupPathsStep } from './paths.ts';

const MIB = 2 ** 20;
const HOST = { stem_run_id: 'run-1', inventory_hostname: 'web-1' };
const VARS = { ...HOST, stem_backup_paths: '/srv/customer, /etc/app', stem_operator: 'ada@desk' };
const PARAMS = backupPathsStep.params(VARS);
const LIST = './srv/customer\n./etc/app\n';
const NONE = { folder: '/k/run-1/web-1', pieces: 0, bytes: 0, sha256: null };
type Facts = Parameters<typeof backupPathsStep.check>[0];
const facts = (
  sealed: string | null,
  job: JobState,
  { tar = MIB, ...more }: Partial<Facts> & { readonly tar?: number } = {},
): Facts => ({
  sealed,
  job,
  away: null,
  kept: NONE,
  ...{ list: sealed === null ? null : LIST, hasChanged: false },
  sizes: {
    rootBytes: 4096 * MIB,
    stagingBytes: 1024 * MIB,
    absent: [],
    outside: [],
    paths: { entries: 1, tarBytes: tar, diskBytes: tar, sumsBytes: 100 },
  },
  ...more,
});
const DIR = '/run/stem/jobs/backup-paths';
const JOB = `job ${DIR}: stem-backup-paths /run/stem/staging/backup ./srv/customer ./etc/app`;
const LARGE = { tar: 2000 * MIB };
const AWAY = { away: '/k of ada@desk\n', kept: { ...NONE, sha256: 'abc' } };

describe('backup/paths', () => {
  it('is done by a seal of this boot: after another boot the services wrote again', () => {
    for (const more of [{}, AWAY])
      assert.deepEqual(backupPathsStep.check(facts('abc  -\n', 'done 0', more), PARAMS), {
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
        because:
          'they are not archived since this boot; the archive stays on the staging partition (at most 1048960 bytes)',
      });
  });

  it('is not done for a resumption to whom the customer has written meanwhile, or who wants other paths', () => {
    for (const [more, why] of [
      [{ hasChanged: true }, 'they have changed since they were archived'],
      [{ list: './srv/customer\n' }, 'other paths are archived'],
      [{ list: null }, 'other paths are archived'],
    ] as const) {
      const { kind, because } = backupPathsStep.check(facts('abc  -\n', 'done 0', more), PARAMS);
      assert.equal(`${kind}: ${because.split(';')[0] ?? ''}`, `needed: ${why}`);
    }
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
    for (const more of [{}, LARGE]) {
      const after = backupPathsStep.expect(facts(null, 'absent', more), PARAMS);
      assert.equal(backupPathsStep.check(after, PARAMS).kind, 'satisfied');
    }
    assert.deepEqual(backupPathsStep.verify(facts(null, 'done 0'), PARAMS, []), {
      ok: false,
      because: 'the archive is not sealed',
    });
  });

  it('needs absolute paths', () => {
    for (const wrong of [[], '', 'srv', ['/srv', 'etc']])
      assert.throws(() => backupPathsStep.params({ ...HOST, stem_backup_paths: wrong }), {
        message: 'stem_backup_paths must be a list of absolute paths',
      });
  });
});

describe('backup/paths that fit beside no bundle', () => {
  it('go to the controller in pieces, and the plan says how many bytes at most', () => {
    const large = facts(null, 'absent', LARGE);
    assert.deepEqual(backupPathsStep.check(large, PARAMS), {
      kind: 'needed',
      because:
        'they are not archived since this boot; the archive goes to the controller: at most 2097792064 bytes cross the link, and back',
    });
    const [line = '', ...more] = linesOf(backupPathsStep.apply(large, PARAMS));
    assert.match(
      line,
      /^collect run-1\/web-1 from job \S+: stem-send-paths [^]* \(at most 2097792064 bytes\)$/,
    );
    assert.match(line, /'\/k\/run-1\/web-1 of ada@desk' \.\/srv\/customer \.\/etc\/app/);
    assert.deepEqual(more, []);
  });

  it('are not there where the controller has another archive, or lost it', () => {
    for (const sha256 of ['abd', null]) {
      const found = facts('abc  -\n', 'done 0', { ...AWAY, kept: { ...NONE, sha256 }, ...LARGE });
      assert.equal(backupPathsStep.check(found, PARAMS).kind, 'needed');
      assert.deepEqual(backupPathsStep.verify(found, PARAMS, []), {
        ok: false,
        because: 'the controller has another archive than was sealed',
      });
    }
  });

  it('are refused where they may not go there', () => {
    const here = backupPathsStep.params({ ...VARS, stem_backup_to: 'staging' });
    const verdict = backupPathsStep.check(facts(null, 'absent', LARGE), here);
    assert.match(
      verdict.because,
      /^the archive fits nowhere: \d+ bytes are missing on \/dev\/sda5$/,
    );
    assert.equal(verdict.kind, 'blocked');
    const [finding] = backupPathsStep.findings?.(facts(null, 'absent', LARGE), here) ?? [];
    assert.equal(finding?.level, 'block');
  });
});

describe('the undo of backup/paths', () => {
  const BACKUP = '/run/stem/staging/backup';
  const REMOVE = `rm -rf ${BACKUP}/paths.sealed ${BACKUP}/paths.away ${BACKUP}/paths.list ${BACKUP}/pieces`;

  it('ends a job that still writes, and takes the seal away', () => {
    const undo = (job: JobState): readonly string[] =>
      undoLines(backupPathsStep, { before: facts(null, 'absent'), now: facts('a', job) }, PARAMS);
    assert.deepEqual(undo('running'), [`stem-stop-job ${DIR}`, `rm -rf ${DIR}`, REMOVE]);
    assert.deepEqual(undo('absent'), [REMOVE]);
  });

  it('puts back what an earlier try had sealed', () => {
    const before = facts('old', 'absent', { away: 'there' });
    assert.deepEqual(undoLines(backupPathsStep, { before, now: facts('a', 'absent') }, PARAMS), [
      REMOVE,
      `write ${BACKUP}/paths.sealed (600): "old"`,
      `write ${BACKUP}/paths.away (600): "there"`,
      `write ${BACKUP}/paths.list (600): ${JSON.stringify(LIST)}`,
    ]);
  });
});
