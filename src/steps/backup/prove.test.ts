import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { backupProveStep } from './prove.ts';

const PARAMS = backupProveStep.params({ stem_run_id: 'run-1', inventory_hostname: 'web-1' });
const NONE = { folder: '/k', pieces: 0, bytes: 0, sha256: null };
type Facts = Parameters<typeof backupProveStep.check>[0];
const HERE: Facts = { sealed: 'abc  -\n', away: null, kept: NONE, job: 'absent' };
const says = (more: Partial<Facts>): string => {
  const { kind, because } = backupProveStep.check({ ...HERE, ...more }, PARAMS);
  return `${kind}: ${because}`;
};
const DIR = '/run/stem/jobs/backup-proof';

describe('backup/prove', () => {
  it('reads the archive back in each boot of the environment', () => {
    assert.equal(says({}), 'needed: the archive was not read since this boot');
    assert.equal(says({ job: 'done 1' }), 'needed: the archive was not read since this boot');
    assert.equal(says({ job: 'done 0' }), 'satisfied: the archive is as it was sealed');
    assert.deepEqual(linesOf(backupProveStep.apply({ ...HERE, job: 'done 1' }, PARAMS)), [
      `rm -rf ${DIR}`,
      `job ${DIR}: stem-prove-archive /run/stem/staging/backup paths.tar.gz paths.sealed`,
    ]);
    assert.equal(says(backupProveStep.expect(HERE, PARAMS)), says({ job: 'done 0' }));
    assert.equal(backupProveStep.verify({ ...HERE, job: 'done 1' }, PARAMS, []).ok, false);
  });

  it('asks the controller for one that went there', () => {
    const away = { away: '/k of ada@desk\n' };
    assert.equal(
      says({ ...away, kept: { ...NONE, sha256: 'abc' } }),
      'satisfied: the controller has it as it was sealed',
    );
    assert.equal(
      says(away),
      'blocked: the backup of this device is at /k of ada@desk, and not on this controller',
    );
  });

  it('is blocked where there is none', () => {
    assert.equal(says({ sealed: null }), 'blocked: there is no sealed archive');
  });
});
