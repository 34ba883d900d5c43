import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../../test/fakes/dash.ts';
import { tellClock, tellCommandLine, tellHistory, tellPackages } from './state.ts';

describe('the state of a device', () => {
  const box = sandboxed();

  it('has the words of the kernel, and what it does after a panic', () => {
    box().put('/proc/cmdline', 'BOOT_IMAGE=/boot/vmlinuz ro $(x) *\n');
    box().put('/proc/sys/kernel/panic', '10\n');
    assert.equal(
      box().prints(tellCommandLine()),
      'cmdline BOOT_IMAGE=/boot/vmlinuz ro $(x) *\npanic 10\n',
    );
  });

  it('has two clocks, or one', () => {
    box().fake('date', 'echo "$TZ$*"');
    assert.equal(box().run(tellClock()).stdout, 'now -u +%s\n');
    box().put('/sys/class/rtc/rtc0/since_epoch', '1795475135\n');
    assert.equal(box().prints(tellClock()), 'now -u +%s\nrtc 1795475135\n');
  });

  it('tells who works on packages, and not who only waits or is called alike', () => {
    const BUSY = {
      20: 'apt-get',
      21: 'dpkg',
      22: 'update-grub',
      23: 'fsck.ext4',
      24: 'e2fsck',
      25: 'unattended-upgr',
    };
    for (const [pid, name] of Object.entries(BUSY)) box().put(`/proc/${pid}/comm`, `${name}\n`);
    box().putAll({
      '/proc/25/cmdline': '/usr/bin/python3\0/usr/bin/unattended-upgrade\0',
      '/proc/30/comm': 'unattended-upgr\n',
      '/proc/30/cmdline': '/usr/bin/python3\0/usr/share/unattended-upgrade-shutdown\0--wait\0',
      '/proc/31/comm': 'dpkg-query\n',
      '/proc/32/comm': 'my apt-get\n',
      '/proc/33/comm': 'aptd\n',
    });
    box().link('/proc/33/fd/4', '/var/lib/dpkg/lock-frontend');
    box().fake('find', `echo '@/proc/33/fd/4'`);
    box().fake('dpkg');
    const told = box().run(tellPackages()).stdout.trimEnd().split('\n');
    assert.deepEqual(told, [
      ...Object.values(BUSY).map((name) => `busy 0 ${name}`),
      'busy 33 aptd',
      'asked',
    ]);
    assert.match(box().log()[0] ?? '', /^find \/proc\/.* -lname \/var\/lib\/dpkg\/lock\*$/);
  });
});

describe('the past of a device', () => {
  const box = sandboxed();

  it('tells of packages that are half-way, in three lines at most', () => {
    box().put('/var/run/reboot-required');
    box().fake('dpkg', "printf '%s\\n' a b c d");
    assert.equal(
      box().run(tellPackages()).stdout,
      'reboot required\nbroken a\nbroken b\nbroken c\nasked\n',
    );
    assert.equal(box().log().at(-1), 'dpkg --audit');
  });

  it('has a past: its boots, its kernel, and the newest one, by number and not by letter', () => {
    box().fake('runlevel', 'echo N 2');
    box().fake(
      'last',
      "printf '%s\\n' 'reboot   system boot' 'shutdown system' 'reboot   system boot' 'wtmp begins'",
    );
    box().put('/proc/uptime', '2791.05 5000.00\n');
    box().put('/proc/sys/kernel/osrelease', '3.13.0-170-generic\n');
    for (const name of ['3.13.0-9', '3.13.0-170', '3.13.0-99', '4.4.0-1.old', '4.4.0-1.signed'])
      box().put(`/boot/vmlinuz-${name}`);
    assert.equal(
      box().prints(tellHistory()),
      'runlevel N 2\nuptime 2791\nboots 2\nrunning 3.13.0-170-generic\nnewest /boot/vmlinuz-3.13.0-170\n',
    );
  });
});
