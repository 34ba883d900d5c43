import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed } from '../../../test/fakes/dash.ts';
import { LOCK } from '../../model/paths.ts';
import { BEGIN_ENTRY } from '../grub-config.ts';
import { tellLeftovers, tellMounts, tellNames, tellSizes } from './customer.ts';

describe("a customer's device", () => {
  const box = sandboxed();

  it('is named by itself, and by every id of the machine that is there', () => {
    box().fake('hostname', 'if [ "$*" = -f ]; then echo web-1.example.com; else echo web-1; fi');
    box().put('/var/lib/dbus/machine-id', 'f5e1\n');
    assert.equal(
      box().run(tellNames()).stdout,
      'name web-1\nfull web-1.example.com\nmachine f5e1\n',
    );
    box().put('/etc/machine-id', '0c8f\n');
    box().fake('hostname', '[ "$*" = -f ] && exit 1; echo web-1');
    assert.equal(box().prints(tellNames()), 'name web-1\nfull \nmachine 0c8f\nmachine f5e1\n');
  });

  it('tells what the partitions hold and the listed paths take, and which of these are not there', () => {
    box().put('/sys/class/block/sda1/size', '16\n');
    box().put('/sys/class/block/sda5/size', '8\n');
    for (const name of HOSTILE) box().put(`/etc/${name}`);
    box().fake('du', "printf '4\\t/etc/a\\n2572\\ttotal\\n'");
    const tell = (...paths: readonly string[]): string =>
      box().prints(tellSizes('/dev/sda1', '/dev/sda5', paths));
    assert.equal(
      tell(...HOSTILE.map((name) => `/etc/${name}`), '/etc/a  b'),
      'root 8192\nstaging 4096\nabsent /etc/a  b\nbackup 2572\n',
    );
    assert.equal(tell(), 'root 8192\nstaging 4096\nbackup 0\n');
    assert.equal(
      box()
        .log()
        .filter((line) => line.startsWith('du -skxc /etc/two  words')).length,
      1,
    );
  });

  it('says so where the paths take too long, or a partition is not there', () => {
    box().put('/etc/file');
    box().fake('timeout', 'exit 124');
    assert.equal(box().prints(tellSizes('/dev/sda1', '/dev/sda5', ['/etc'])), 'slow yes\n');
    assert.equal(box().log().at(-1), 'timeout 60 du -skxc /etc');
  });
});

describe('what is on a device already', () => {
  const box = sandboxed();

  it('tells what an earlier run left, in the right places only', () => {
    box().fake('blkid', 'echo stem-staging');
    box().fake('debugfs', 'echo run=run-2');
    box().put('/boot/grub/custom.cfg', `# not ${BEGIN_ENTRY}\n`);
    const HEAD = 'lock \nstaging run-2\nlabel stem-staging\n';
    assert.equal(box().prints(tellLeftovers('/dev/sda5')), `${HEAD}asked\n`);
    box().putAll({
      [`${LOCK}/owner`]: 'run=run-1\n',
      '/boot/grub/custom.cfg': `${BEGIN_ENTRY}\n`,
      '/boot/grub/custom.cfg.stem-saved': '',
      '/etc/fstab.stem-saved': '',
    });
    assert.equal(
      box().prints(tellLeftovers('/dev/sda5')),
      `${HEAD.replace('lock ', 'lock run-1')}left /etc/fstab.stem-saved
left /boot/grub/custom.cfg.stem-saved
left /boot/grub/custom.cfg
asked
`,
    );
  });

  it('tells its mounts without their options, which may hold passwords', () => {
    box().put(
      '/etc/fstab',
      '# <file system> <mount point> <type>\nUUID=e986 / ext4 errors=remount-ro 0 1\n\n//nas/x\t/srv\tcifs\tpassword=secret 0 0\n #/dev/sdb1 /old ext4\n',
    );
    box().put(
      '/proc/mounts',
      'rootfs / rootfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\nnas:/y /mnt nfs4 rw,sec=secret 0 0\nfusectl /sys/fs/fuse fusectl rw 0 0\nsshfs#a /a fuse.sshfs rw 0 0\n',
    );
    assert.equal(
      box().prints(tellMounts()),
      'line UUID=e986 / ext4\nline //nas/x /srv cifs\nmount /dev/sda1 / ext4\nmount nas:/y /mnt nfs4\nmount sshfs#a /a fuse.sshfs\nasked\n',
    );
  });

  it('is asked with arguments only', () => {
    keepsOutOfText((value) => tellSizes(value, value, [value]));
    keepsOutOfText((value) => tellLeftovers(value));
  });
});
