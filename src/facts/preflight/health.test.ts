import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { diskErrors, readSpeed, smart, scratchSeal, watchdog } from './health.ts';

describe('a watchdog', () => {
  it('is not there on the recorded devices', () => {
    const none = { isAsked: true, isActive: false, daemons: [], drivers: [] };
    assert.deepEqual(watchdog.parse(recorded('ubuntu-14.04', 'P22')), none);
    assert.deepEqual(watchdog.parse(answer('')), { ...none, isAsked: false });
  });

  it('is active by its state, and fed by each daemon once', () => {
    const told =
      'device /dev/watchdog\nmodule iTCO_wdt\nstate inactive\nstate active\ndaemon 0 watchdog\ndaemon 812 watchdog\ndaemon 1 systemd\n';
    assert.deepEqual(watchdog.parse(answer(told)), {
      isAsked: false,
      isActive: true,
      daemons: ['watchdog', 'systemd'],
      drivers: ['/dev/watchdog', 'iTCO_wdt'],
    });
    assert.equal(watchdog.parse(answer('state inactive\n')).isActive, false);
  });
});

describe('the errors of a disk', () => {
  const fact = diskErrors('/dev/sda', '/dev/sda1');

  it('are none on the recorded devices', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(fact.parse(recorded(os, 'P23')), {
        kernel: [],
        state: 'clean',
        errors: 0,
        mountsLeft: null,
        isCheckDue: false,
      });
  });

  const kernel = (disk: string, ...lines: readonly string[]): readonly string[] =>
    fact.parse(answer(`disk ${disk}\n${lines.map((line) => `kernel ${line}\n`).join('')}`)).kernel;

  it('are those of this disk, by its name or by the place where it hangs', () => {
    const ours = [
      'end_request: I/O error, dev sda, sector 81920',
      'Buffer I/O error on device sda1, logical block 3',
      'ata1.00: failed command: READ FPDMA QUEUED',
      'ata1: SError: { PHYRdyChg }',
    ];
    const others = [
      'I/O error, dev sdaa, sector 1',
      'I/O error, dev sdb',
      'ata11.00: error',
      'fd0: I/O error',
    ];
    assert.deepEqual(
      kernel('sda /sys/devices/pci0/ata1/host0/block/sda', ...others, ...ours),
      ours,
    );
    const card = ['mmc0: error -110', 'I/O error, dev mmcblk0p1'];
    const place = '/sys/devices/mmc_host/mmc0/mmc0:1/block/mmcblk0';
    assert.deepEqual(kernel(`mmcblk0 ${place}`, 'mmc01: error', 'mmc1: error', ...card), card);
    assert.deepEqual(kernel('', ...ours), []);
  });
});

describe('the file system of a disk', () => {
  const fact = diskErrors('/dev/sda', '/dev/sda1');

  const fs = (...rows: readonly string[]): ReturnType<typeof fact.parse> =>
    fact.parse(answer(`${rows.map((row) => `fs ${row}\n`).join('')}now 1795475134\n`));

  it('come with a check of the file system that is due by mounts or by time', () => {
    assert.equal(fs('Mount count:              20', 'Maximum mount count:      21').mountsLeft, 1);
    assert.equal(fs('Mount count:              30', 'Maximum mount count:      21').mountsLeft, -9);
    assert.equal(fs('Mount count: 3', 'Maximum mount count: 0').mountsLeft, null);
    assert.equal(fs('Next check after:         Mon Nov 23 00:00:00 2026').isCheckDue, true);
    assert.equal(fs('Next check after:         Thu Nov 26 00:00:00 2026').isCheckDue, false);
    assert.equal(fs('Next check after:         never').isCheckDue, false);
  });

  it('are judged in UTC, wherever the controller stands', (t) => {
    const zone = process.env['TZ'];
    t.after(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });
    process.env['TZ'] = 'Pacific/Kiritimati';
    const told = 'fs Next check after:         Tue Nov 24 00:00:00 2026\nnow 1795475134\n';
    assert.equal(fact.parse(answer(told)).isCheckDue, false);
  });

  it('have a state, and a count of errors', () => {
    const { state, errors } = fs(
      'Filesystem state:         clean with errors',
      'FS Error count:           12',
    );
    assert.deepEqual([state, errors], ['clean with errors', 12]);
  });

  it('are not told apart from silence', () => {
    assert.deepEqual(fact.parse(answer('')), {
      kernel: [],
      state: '',
      errors: 0,
      mountsLeft: null,
      isCheckDue: false,
    });
  });
});

describe('what a disk says of itself', () => {
  const fact = smart('/dev/sda');

  it('is nothing without smartctl', () => {
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P24')), {
      isInstalled: false,
      health: null,
      bad: [],
    });
  });

  it('is its health, of ATA and of SCSI, and the sectors that it lost', () => {
    const told = `smart SMART overall-health self-assessment test result: FAILED!
smart   5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       8
smart 197 Current_Pending_Sector  0x0032   100   100   000    Old_age   Always       -       0
`;
    assert.deepEqual(fact.parse(answer(told)), {
      isInstalled: true,
      health: 'FAILED!',
      bad: ['Reallocated_Sector_Ct 8'],
    });
    assert.equal(fact.parse(answer('smart SMART Health Status: OK\n')).health, 'OK');
    assert.equal(fact.parse(answer('smart SMART support is: Unavailable\n')).health, null);
  });
});

describe('reading on trial', () => {
  const fact = readSpeed('/dev/sda5');

  it('has a time, from the dd of either system', () => {
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P25')), {
      bytes: 268435456,
      seconds: 0.118916,
      error: null,
    });
    assert.deepEqual(fact.parse(recorded('debian-12', 'P25')), {
      bytes: 268435456,
      seconds: 0.312976,
      error: null,
    });
    assert.equal(fact.parse(answer('1 byte copied, 1.2e-05 s, 83 kB/s\n')).seconds, 1.2e-5);
  });

  it('has an error beside what was read until then, or nothing at all', () => {
    const told =
      "dd: error reading '/dev/sda5': Input/output error\n0+0 records in\n4096 bytes (4.1 kB) copied, 2 s, 2 kB/s\n";
    assert.deepEqual(fact.parse(answer(told)), {
      bytes: 4096,
      seconds: 2,
      error: "error reading '/dev/sda5': Input/output error",
    });
    assert.deepEqual(fact.parse(answer('')), { bytes: null, seconds: null, error: null });
  });
});

describe('the seal of writing on trial', () => {
  it('is there or not, and gone after a boot', () => {
    assert.equal(scratchSeal.parse(answer('8388608\n')), '8388608');
    assert.equal(scratchSeal.parse(recorded('ubuntu-14.04', 'P42')), null);
    assert.equal(scratchSeal.afterBoot?.('8388608'), null);
  });
});
