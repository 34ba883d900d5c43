import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readScriptFolder } from './script-folder.ts';

const PATHS = { stem_backup_paths: '/srv/customer/ /etc/app' };

describe('the folder of the backup script', () => {
  it('is on the staging partition unless the operator says another', () => {
    assert.equal(readScriptFolder({}), '/run/stem/staging/backup/script');
    assert.equal(readScriptFolder(PATHS), '/run/stem/staging/backup/script');
  });

  it('may be a path that is backed up, or anything below one', () => {
    for (const stem_backup_script_dir of ['/srv/customer', '/srv/customer/dump/a', '/etc//app/'])
      assert.equal(readScriptFolder({ ...PATHS, stem_backup_script_dir }), stem_backup_script_dir);
  });

  it('is refused where nothing would take it along', () => {
    for (const stem_backup_script_dir of ['/srv', '/srv/customer2', '/srv/customer/../x', '/var'])
      assert.throws(() => readScriptFolder({ ...PATHS, stem_backup_script_dir }), {
        code: 'VARS_INVALID',
        message: 'stem_backup_script_dir must be a folder below a path of stem_backup_paths',
      });
    assert.throws(() => readScriptFolder({ stem_backup_script_dir: '/srv/customer' }));
  });
});
