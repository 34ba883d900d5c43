import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../../test/fakes/dash.ts';
import { tellErrors, tellReadSpeed, tellSmart, tellWatchdog } from './health.ts';

describe('the health of a device', () => {
  const box = sandboxed();

  it('tells of a watchdog: its device, its driver, its state, and who feeds it', () => {
    box().put('/proc/modules', 'ext4 1 1 - Live 0x0\n');
    assert.equal(box().run(tellWatchdog()).stdout, 'asked\n');
    box().putAll({
      '/dev/watchdog': '',
      '/proc/modules': 'iTCO_wdt 1 0 - Live 0x0\nsoftdog 1 0\nnot_softdog 1 0\n',
      '/sys/class/watchdog/watchdog0/state': 'active\n',
      '/proc/7/comm': 'watchdog/0\n',
      '/proc/8/comm': 'watchdogd\n',
      '/proc/9/comm': 'watchdog\n',
      '/proc/10/comm': 'systemd\n',
    });
    box().link('/proc/10/fd/5', box().at('/dev/watchdog'));
    assert.deepEqual(box().prints(tellWatchdog()).split('\n'), [
      'device /dev/watchdog',
      'module iTCO_wdt',
      'module softdog',
      'state active',
      'daemon 0 watchdog',
      'daemon 10 systemd',
      'asked',
      '',
    ]);
  });
});

describe('the errors of a disk', () => {
  const box = sandboxed();

  it('tells errors of the kernel and of the file system, and where the disk hangs', () => {
    box().put('/sys/devices/pci0/ata1/block/sda/size');
    box().link('/sys/block/sda', box().at('/sys/devices/pci0/ata1/block/sda'));
    box().fake(
      'dmesg',
      `cat <<'END'
[ 1.0] ata1.00: failed command: READ FPDMA QUEUED
[ 1.1] ata1.00: configured for UDMA/133
[ 1.2] EXT4-fs (sda1): mounted filesystem
[ 1.3] EXT4-fs error (device sda1): ${'x'.repeat(300)}
END`,
    );
    box().fake(
      'debugfs',
      `echo "$TZ" >'@/run/zone'; cat <<'END'
Filesystem volume name:   <none>
Filesystem state:         clean
Mount count:              2
Check interval:           0 (<none>)
END`,
    );
    box().fake('date', 'echo 1795475134');
    const told = box().prints(tellErrors('/dev/sda', '/dev/sda1')).split('\n');
    assert.deepEqual(
      told.filter((line) => !line.includes('xxx')),
      [
        'disk sda /sys/devices/pci0/ata1/block/sda',
        'kernel [ 1.0] ata1.00: failed command: READ FPDMA QUEUED',
        'fs Filesystem state:         clean',
        'fs Mount count:              2',
        'fs Check interval:           0 (<none>)',
        'now 1795475134',
        '',
      ],
    );
    assert.deepEqual(
      told.filter((line) => line.includes('xxx')).map((line) => line.length),
      [200],
    );
    assert.ok(box().log().includes('debugfs -c -R show_super_stats -h /dev/sda1'));
    assert.equal(box().text('/run/zone'), 'UTC\n');
  });
});

describe('the health of a disk', () => {
  const box = sandboxed();

  it('tells the last forty errors, and no more', () => {
    box().fake('dmesg', 'seq -f "[ %g] I/O error, dev sda" 50');
    const errors =
      box()
        .run(tellErrors('/dev/sda', '/dev/sda1'))
        .stdout.match(/^kernel .*$/gm) ?? [];
    assert.deepEqual([errors.length, errors[0]], [40, 'kernel [ 11] I/O error, dev sda']);
  });

  it('tells what SMART says of what wears out, where that is installed', () => {
    assert.equal(box().run(tellSmart('/dev/sda'), { path: '/none' }).stdout, 'smart missing\n');
    box().fake(
      'smartctl',
      `cat <<'END'
=== START OF READ SMART DATA SECTION ===
SMART overall-health self-assessment test result: PASSED
  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       8
  9 Power_On_Hours          0x0032   099   099   000    Old_age   Always       -       12
197 Current_Pending_Sector  0x0032   100   100   000    Old_age   Always       -       0
END`,
    );
    const rows = box().prints(tellSmart('/dev/sda')).trimEnd().split('\n');
    assert.deepEqual(
      rows.map((row) => row.split(/\s+/).slice(1, 3).join(' ')),
      ['SMART overall-health', '5 Reallocated_Sector_Ct', '197 Current_Pending_Sector'],
    );
    assert.equal(box().log().at(-1), 'smartctl -H -A /dev/sda');
  });

  it('reads for twenty seconds at most, past the cache, and shows what dd says', () => {
    box().fake('dd', `printf '%s\\n' 1 2 3 4 '268435456 bytes (268 MB) copied' >&2`);
    box().fake('timeout', '[ "$1 $2 $3" = "-s INT 20" ] && shift 3 && exec "$@"');
    assert.equal(
      box().prints(tellReadSpeed('/dev/sda5')),
      '2\n3\n4\n268435456 bytes (268 MB) copied\n',
    );
    assert.equal(box().log().at(-1), 'dd if=/dev/sda5 of=/dev/null bs=1M count=256 iflag=direct');
  });

  it('is asked about by an argument', () => {
    keepsOutOfText((value) => tellErrors(value, value));
    for (const tell of [tellSmart, tellReadSpeed]) keepsOutOfText(tell);
  });
});
