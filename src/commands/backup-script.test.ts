import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { runBackupScript } from './backup-script.ts';

const MIB = 2 ** 20;

describe("the customer's backup script", () => {
  const box = sandboxed((fresh) => {
    fresh.put('/backup/.keep');
    fresh.put('/df', '4096');
    fresh.fake('df', 'echo "name blocks used free"; echo "disk 9 9 $(cat @/df) 9% /"');
  });
  const ended = (script: string, mostBytes = 0): readonly (number | string | null)[] => {
    box().put('/script', `#!/bin/sh\n${script}\n`, 0o755);
    const [folder, file] = [box().at('/backup'), box().at('/script')];
    const { exitCode, stdout, stderr } = box().run(
      runBackupScript({ folder, mostBytes, way: 'do this', file }),
    );
    return [exitCode, stdout, stderr];
  };

  it('is told its folder, and ends as it ends', () => {
    assert.deepEqual(ended('echo "$STEM_BACKUP_DIR"'), [0, '/backup\n', '']);
    assert.deepEqual(ended('echo no >&2; exit 7'), [7, '', 'no\n']);
  });

  it('has failed where the disk is full, also where it says that all is well', () => {
    const full = [1, '', 'there is no room left in /backup: do this\n'];
    box().put('/df', '1023');
    assert.deepEqual(ended('exit 0'), full);
    assert.deepEqual(ended('exit 7'), full);
    box().put('/df', '1024');
    assert.deepEqual(ended('exit 0'), [0, '', '']);
    box().fake('df', 'exit 1');
    assert.deepEqual(ended('exit 0'), full);
  });

  it('has failed where it wrote more than was announced, to the block', () => {
    const write = 'head -c 1048576 /dev/urandom >"$STEM_BACKUP_DIR/large"';
    box().fake('du', `echo "$(($(stat -c %s "$2/large") / 1024)) $2"`);
    assert.deepEqual(ended(write, MIB), [0, '', '']);
    assert.deepEqual(ended(write, MIB - 1), [
      1,
      '',
      'the script wrote 1048576 bytes, and stem_backup_script_bytes says 1048575 at most: do this\n',
    ]);
    assert.deepEqual(ended(write), [0, '', '']);
  });

  it('keeps its words out of our text', () => {
    keepsOutOfText((file) => runBackupScript({ folder: '/x', mostBytes: 0, way: '', file }));
    keepsOutOfText((folder) => runBackupScript({ folder, mostBytes: 0, way: '', file: '/x' }));
  });
});
