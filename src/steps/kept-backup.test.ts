import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backupFacts, hashIn, isLost, lostBackup, readKeptAt } from './kept-backup.ts';

const HERE = { folder: '/here/run-1/web-1', pieces: 1, bytes: 1, sha256: 'abc' };
const AWAY = { sealed: 'abc  -\n', away: '/there/run-1/web-1 of ada@desk\n' };

describe('a backup that left the device', () => {
  it('is lost where this controller has another one, or none', () => {
    assert.equal(isLost({ ...AWAY, kept: HERE }), false);
    assert.equal(lostBackup({ ...AWAY, kept: HERE }), null);
    for (const sha256 of ['abd', null])
      assert.equal(isLost({ ...AWAY, kept: { ...HERE, sha256 } }), true);
  });

  it('is never lost where it is on the device, or nowhere', () => {
    const kept = { ...HERE, sha256: null };
    assert.equal(isLost({ ...AWAY, away: null, kept }), false);
    assert.equal(isLost({ sealed: null, away: null, kept }), false);
  });

  it('is named with its place, and what to do', () => {
    assert.deepEqual(lostBackup({ ...AWAY, kept: { ...HERE, sha256: null } }), {
      kind: 'blocked',
      because:
        'the backup of this device is at /there/run-1/web-1 of ada@desk, and not on this controller',
      hint: 'Copy that folder to /here/run-1/web-1 with its files as they are, then resume.',
    });
  });

  it('is kept under the run and the host', () => {
    assert.equal(readKeptAt({ stem_run_id: 'run-1', inventory_hostname: 'web-1' }), 'run-1/web-1');
    assert.deepEqual(backupFacts('run-1/web-1').kept.kept, { kind: 'backup', at: 'run-1/web-1' });
    assert.equal(hashIn('abc  -\n'), 'abc');
  });
});
