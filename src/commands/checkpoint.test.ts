import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeCheckpoint } from '../../test/fakes/checkpoint.ts';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { checkpoint } from './checkpoint.ts';

const MOUNTED = '/run/stem/staging';
const FILES = ['/stem/grub.cfg', '/stem/grubenv'];

describe('a checkpoint', () => {
  const box = sandboxed((box) => {
    for (const file of FILES) box.put(`${MOUNTED}${file}`, `text of ${file}`);
    fakeCheckpoint(box, `cat '@/${MOUNTED}'"\${3#cat }"`);
  });
  const make = checkpoint(MOUNTED, '/dev/sda5', FILES);

  it('freezes, thaws, and then reads every file past the cache', () => {
    box().prints(make);
    assert.deepEqual(box().log(), [
      'sync',
      `fsfreeze -f ${MOUNTED}`,
      `fsfreeze -u ${MOUNTED}`,
      'debugfs -D -R cat /stem/grub.cfg /dev/sda5',
      'debugfs -D -R cat /stem/grubenv /dev/sda5',
    ]);
  });

  it('fails by name where GRUB would see another text, an old one, or nothing', () => {
    for (const seen of ['echo old', ':', 'exit 1']) {
      box().fake(
        'debugfs',
        `case $3 in *grubenv) ${seen} ;; *) cat '@/${MOUNTED}'"\${3#cat }" ;; esac`,
      );
      const { exitCode, stderr } = box().run(make);
      assert.deepEqual(
        [exitCode, stderr],
        [1, 'GRUB would not see /stem/grubenv on /dev/sda5 as it is\n'],
      );
    }
  });

  it('does not go on where the file system can not be frozen', () => {
    box().fake('fsfreeze', '[ "$1" = -u ]');
    assert.notEqual(box().run(make).exitCode, 0);
    assert.doesNotMatch(box().log().join(), /debugfs/);
  });

  it('takes the root of the system as well', () => {
    box().put('/etc/file', 'text');
    box().fake('debugfs', 'cat "${3#cat }"');
    box().prints(checkpoint('/', '/dev/sda1', ['/etc/file']));
    assert.equal(box().log().at(-1), 'debugfs -D -R cat /etc/file /dev/sda1');
  });

  it('is thawed by its guard where it is killed while all is frozen', async () => {
    box().fake('sleep', 'exec /bin/sleep 0.3');
    box().fake('fsfreeze', '[ "$1" = -u ] || kill -KILL "$PPID"');
    assert.equal(box().run(make).exitCode, 128 + 9);
    assert.equal(box().log().includes(`fsfreeze -u ${MOUNTED}`), false);
    for (let tries = 0; tries < 40 && box().log().at(-1) !== `fsfreeze -u ${MOUNTED}`; tries += 1)
      await sleep(50);
    assert.equal(box().log().at(-1), `fsfreeze -u ${MOUNTED}`);
  });

  it('keeps its words out of its text', () => {
    keepsOutOfText((value) => checkpoint(value, value, [value]));
  });
});
