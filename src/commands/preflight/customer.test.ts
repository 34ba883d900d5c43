import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { beforeEach, describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed, type Sandbox } from '../../../test/fakes/dash.ts';
import { raw } from '../../model/command.ts';
import { LOCK } from '../../model/paths.ts';
import { BEGIN_ENTRY } from '../grub-config.ts';
import { tellLeftovers, tellMounts, tellNames, tellSizes, tellVolumeSizes } from './customer.ts';

function withoutMounts(): () => Sandbox {
  const box = sandboxed();
  beforeEach(() => {
    box().put('/proc/mounts');
  });
  return box;
}

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
});

describe('what a backup takes', () => {
  const box = withoutMounts();

  it('tells what the partitions hold and the listed paths take, and which of these are not there', () => {
    box().put('/sys/class/block/sda1/size', '16\n');
    box().put('/sys/class/block/sda5/size', '8\n');
    for (const name of HOSTILE) box().put(`/etc/${name}`, 'x');
    const tell = (...paths: readonly string[]): string =>
      box().prints(tellSizes('/dev/sda1', '/dev/sda5', paths));
    const { length } = HOSTILE;
    const names = HOSTILE.map((name) => `/etc/${name}`);
    const sums = names.reduce((sum, name) => sum + box().at(name).length + 69, 0);
    assert.equal(
      tell(...names, '/etc/a  b'),
      'root 8192\nstaging 4096\nabsent /etc/a  b\n' +
        `backup ${String(length)} ${String(length * 2048 + 10_240)} ${String(length * 4096)} ${String(sums)}\n`,
    );
    assert.equal(tell(), 'root 8192\nstaging 4096\nbackup 0 0 0 0\n');
  });

  it('counts at least what tar makes of them, and what a list of checksums takes', () => {
    for (const name of [...HOSTILE, 'long'.repeat(50), 'deep/'.repeat(30)])
      for (const bytes of [0, 1, 511, 512, 513, 70_000])
        box().put(`/var/srv/${name}/${String(bytes)}`, 'x'.repeat(bytes));
    box().link('/var/srv/short', 'target');
    box().link('/var/srv/far', 'target'.repeat(40));
    box().put('/var/srv/hole');
    truncateSync(box().at('/var/srv/hole'), 3_000_001);
    const [, entries, tar, , sums] = box()
      .prints(tellSizes('/dev/none', '/dev/none', ['/var/srv']))
      .trim()
      .split(' ')
      .map(Number);
    const bytesOf = (text: string): number =>
      Number(box().prints(raw(`cd '${box().root}' && ${text} | wc -c`)));
    const real = bytesOf('tar -c --numeric-owner --xattrs ./var/srv');
    assert.ok((tar ?? 0) >= real && (tar ?? 0) <= real * 1.2, `${String(tar)} ${String(real)}`);
    const list = bytesOf('find ./var/srv -type f -print0 | xargs -0 sha256sum');
    assert.ok((sums ?? 0) >= list, `${String(sums)} ${String(list)}`);
    assert.equal(
      entries,
      Number(box().prints(raw(`find '${box().root}/var/srv' -printf x | wc -c`))),
    );
  });

  it('says so where the paths take too long, or a partition is not there', () => {
    box().put('/etc/file');
    box().fake('timeout', 'exit 124');
    assert.equal(box().prints(tellSizes('/dev/sda1', '/dev/sda5', ['/etc'])), 'slow yes\n');
    assert.equal(box().log().at(-1), 'timeout 60 find -P /etc -xdev -printf %y %s %p\\0');
  });
});

describe('what a backup would leave out', () => {
  const box = withoutMounts();

  it('is told: where links lead, and what is mounted below', () => {
    for (const folder of ['disk/data', 'app/own dir', 'app/bound', 'app/run'])
      box().put(`/var/${folder}/x`);
    box().link('/var/link', box().at('/var/disk/data'));
    box().put(
      '/proc/mounts',
      `/dev/sda1 / ext4 rw 0 0
/dev/sdb1 @/var/app/own\\040dir ext4 rw 0 0
/dev/sda1 @/var/app/bound ext4 rw 0 0
tmpfs @/var/app/run tmpfs rw 0 0
/dev/sdb2 @/var/app-other ext4 rw 0 0
`,
    );
    box().fake('stat', 'case $3 in *"own dir") echo 2 ;; *) echo 1 ;; esac');
    const tell = (...paths: readonly string[]): readonly string[] =>
      box()
        .prints(tellSizes('/dev/none', '/dev/none', paths))
        .split('\n')
        .filter((line) => line.startsWith('outside'));
    assert.deepEqual(tell('/var/app', '/var/link'), [
      'outside /var/app/own dir',
      'outside /var/link -> /var/disk/data',
    ]);
    assert.deepEqual(tell('/var/link', '/var/disk', '/var/app', '/var/app/own dir'), []);
    const [, entries] = box()
      .prints(tellVolumeSizes('/dev/none', '/dev/none', ['/var/link']))
      .split(' ');
    assert.equal(entries, '2');
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
