import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { JobState } from '../../commands/job.ts';
import { growStep } from './grow.ts';

const PARAMS = growStep.params({});
const FACT = growStep.facts(PARAMS).growth;
const parse = (stdout: string) => FACT.parse({ exitCode: 0, stdout, stderr: '', isCut: false });
const facts = (hasStaging: boolean, unusedSectors: number, job: JobState = 'absent') => ({
  growth: { hasStaging, unusedSectors },
  ...{ job, seal: null as string | null },
  mounted: null,
});
const check = (...args: Parameters<typeof facts>) => growStep.check(facts(...args), PARAMS);
const DIR = '/run/stem/jobs/grow';
const JOB = `job ${DIR}: stem-grow /dev/sda /dev/sda1 /dev/sda5 /run/stem/staging stem-staging /var/lib/stem/growing`;

describe('the room of a disk', () => {
  it('is two lines', () => {
    assert.deepEqual(parse('staging yes\nunused 4192256\n'), {
      hasStaging: true,
      unusedSectors: 4_192_256,
    });
    assert.deepEqual(parse('staging no\nunused 0\n'), { hasStaging: false, unusedSectors: 0 });
  });

  it('is no answer where a line is missing: then nothing may be called grown', () => {
    for (const stdout of ['', 'staging no\n', 'unused 0\n', 'staging no\nunused \n'])
      assert.throws(() => parse(stdout), { code: 'FACT_UNREADABLE' }, stdout);
  });
});

describe('finish/grow', () => {
  it('is needed while the partition is there, room is unused, or the job goes on', () => {
    assert.deepEqual(check(true, 0), { kind: 'needed', because: 'the staging partition is there' });
    assert.deepEqual(check(false, 4097), { kind: 'needed', because: 'room is unused' });
    assert.equal(check(false, 0, 'running').kind, 'needed');
  });

  it('is done where at most the rest of an alignment is left', () => {
    for (const job of ['absent', 'done 0', 'done 1'] as const)
      assert.deepEqual(check(false, 4096, job), {
        kind: 'satisfied',
        because: 'the root has all the room',
      });
  });

  it('is not done by the table alone: the file system grows behind it', () => {
    for (const job of ['absent', 'done 1', 'lost'] as const)
      assert.deepEqual(growStep.check({ ...facts(false, 0, job), seal: 'growing' }, PARAMS), {
        kind: 'needed',
        because: 'the partition has grown, and its file system not yet',
      });
    const grown = { ...facts(false, 0), seal: 'grown' };
    assert.equal(growStep.check(grown, PARAMS).kind, 'satisfied');
  });

  it('grows as a job, and attaches to one that runs', () => {
    const lines = (job: JobState) => linesOf(growStep.apply(facts(true, 9, job), PARAMS));
    assert.deepEqual([lines('absent'), lines('running')], [[JOB], [JOB]]);
    assert.deepEqual(lines('done 1'), [`rm -rf ${DIR}`, JOB]);
  });

  it('is verified by the table and by the job: resize2fs comes after the table', () => {
    const after = growStep.expect(facts(true, 9), PARAMS);
    assert.deepEqual(after, { ...facts(false, 0, 'done 0'), seal: 'grown' });
    assert.equal(growStep.verify(after, PARAMS, []).ok, true);
    for (const [hasStaging, unused, job] of [
      [true, 0, 'done 0'],
      [false, 4097, 'done 0'],
      [false, 0, 'done 1'],
    ] as const)
      assert.deepEqual(growStep.verify(facts(hasStaging, unused, job), PARAMS, []), {
        ok: false,
        because: 'the root has not grown',
      });
    assert.equal(growStep.rollback.kind, 'redo');
  });
});
