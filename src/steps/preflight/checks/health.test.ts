import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from '../../../model/command.ts';
import { judge, verdict } from '../../../../test/devices/recorded.ts';
import { readSpeed, scratchSeal } from '../../../facts/preflight/health.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P22', () => {
  it('blocks where somebody feeds a watchdog, or it is armed', () => {
    assert.equal(
      verdict('P22', {
        edit: (text) => `device /dev/watchdog\ndaemon 1 systemd\ndaemon 7 systemd\n${text}`,
      }),
      'block: A hardware watchdog is in use by systemd.',
    );
    assert.equal(
      verdict('P22', { edit: (text) => `state inactive\nstate active\n${text}` }),
      'block: A hardware watchdog is armed.',
    );
    assert.equal(verdict('P22', { edit: nothing }), 'block: The device did not say.');
  });

  it('warns of one that nobody uses', () => {
    assert.equal(
      verdict('P22', {
        edit: (text) => `device /dev/watchdog\nmodule iTCO_wdt\nstate inactive\n${text}`,
      }),
      'warn: There is a watchdog, and nobody uses it: /dev/watchdog and iTCO_wdt.',
    );
  });
});

const log =
  (...lines: readonly string[]) =>
  (text: string): string =>
    lines.map((line) => `kernel ${line}\n`).join('') + text;
const ATA = (text: string): string => text.replace('/virtio0/', '/ata1/');

describe('P23', () => {
  it('blocks on errors of this disk', () => {
    assert.equal(
      verdict('P23', { edit: log('[ 12.3] end_request: I/O error, dev sda, sector 81920') }),
      'block: The kernel reports 1 error of the disk, such as: [ 12.3] end_request: I/O error, dev sda, sector 81920',
    );
    assert.equal(
      judge('P23', { edit: log('[ 3.0] Buffer I/O error on device sda1, logical block 3') }).level,
      'block',
    );
    assert.equal(
      judge('P23', { edit: log('[ 3.0] EXT4-fs error (device sda1): ext4_lookup:1050') }).level,
      'block',
    );
    assert.equal(
      judge('P23', { edit: log('[ 3.0] EXT4-fs (sda1): Remounting filesystem read-only') }).level,
      'block',
    );
    const unc = log('[ 9.1] ata1.00: error: { UNC }');
    assert.equal(judge('P23', { edit: (text) => unc(ATA(text)) }).level, 'block');
  });

  it('passes over noise of floppies, CD drives and other disks', () => {
    const edit = log(
      '[ 2.1] blk_update_request: I/O error, dev fd0, sector 0',
      '[ 2.2] Buffer I/O error on dev sr0, logical block 0',
      '[ 2.3] ata2.00: failed command: IDENTIFY PACKET DEVICE',
      '[ 2.4] I/O error, dev sdaa, sector 0',
    );
    assert.equal(judge('P23', { edit: (text) => edit(ATA(text)) }).level, 'ok');
    assert.equal(
      judge('P23', { edit: (text) => log('[ 1] ata11.00: error: { UNC }')(ATA(text)) }).level,
      'ok',
    );
  });
});

describe('P23 of the root file system', () => {
  it('blocks on a root file system that is not clean, or due for a check', () => {
    assert.equal(
      verdict('P23', { edit: put(/clean/, 'clean with errors') }),
      'block: The root file system is clean with errors.',
    );
    assert.equal(
      verdict('P23', { edit: nothing }),
      'block: The root file system is not readable for debugfs.',
    );
    assert.equal(
      verdict('P23', { edit: (text) => `fs FS Error count:           4\n${text}` }),
      'block: The root file system has counted 4 errors.',
    );
    const due = 'block: The root file system is due for a forced check at one of the next boots.';
    assert.equal(verdict('P23', { edit: put(/(Maximum mount count:\s+)-1/, '$15') }), due);
    assert.equal(judge('P23', { edit: put(/(Maximum mount count:\s+)-1/, '$130') }).level, 'ok');
    assert.equal(
      verdict('P23', {
        edit: (text) => `fs Next check after:         Sun Nov 22 21:27:32 2026\n${text}`,
      }),
      due,
    );
    assert.equal(
      judge('P23', {
        edit: (text) => `fs Next check after:         Sun May 23 21:27:32 2027\n${text}`,
      }).level,
      'ok',
    );
  });
});

describe('P24', () => {
  const smart = (...lines: readonly string[]) => ({
    edit: () => lines.map((line) => `smart ${line}\n`).join(''),
  });
  const PASSED = 'SMART overall-health self-assessment test result: PASSED';
  const sectors = (count: number): string =>
    `  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       ${String(count)}`;

  it('hears what the disk says of itself', () => {
    assert.equal(
      verdict('P24', smart(PASSED, sectors(0))),
      'ok: The disk says that it is healthy.',
    );
    assert.equal(judge('P24', smart('SMART Health Status: OK')).level, 'ok');
    assert.equal(
      verdict('P24', smart(PASSED, sectors(16))),
      'warn: The disk has bad sectors: Reallocated_Sector_Ct 16.',
    );
    assert.equal(
      verdict('P24', smart(PASSED.replace('PASSED', 'FAILED!'))),
      'warn: The disk says FAILED!.',
    );
  });

  it('does not take silence for health', () => {
    assert.equal(verdict('P24'), 'unknown: smartctl is not installed.');
    assert.equal(verdict('P24', { edit: nothing }), 'unknown: The disk has no SMART.');
    assert.equal(
      judge('P24', smart('SMART support is: Unavailable - device lacks SMART capability.')).level,
      'unknown',
    );
  });
});

describe('P25', () => {
  it('asks by a command that writes nowhere', () => {
    assert.match(
      render(readSpeed('/dev/sda5').command),
      /timeout -s INT 20 dd if="\$1" of=\/dev\/null bs=1M count=256 iflag=direct 2>&1 \| tail -n 4' stem-preflight-P25 \/dev\/sda5$/,
    );
  });

  it('reads what dd says, old and new', () => {
    assert.equal(
      verdict('P25', {
        edit: () => '268435456 bytes (268 MB, 256 MiB) copied, 20.0168 s, 13.4 MB/s\n',
      }),
      'ok: 256 MiB of the staging partition were read at 13 MiB a second.',
    );
    assert.equal(
      verdict('P25', { edit: () => '41943040 bytes (42 MB) copied, 2.0e1 s, 2.1 MB/s\n' }),
      'warn: 40 MiB of the staging partition were read at 2 MiB a second.',
    );
  });

  it('blocks on what cannot be read', () => {
    assert.equal(
      verdict('P25', {
        edit: () =>
          "dd: error reading '/dev/sda5': Input/output error\n3+0 records in\n3145728 bytes (3.1 MB) copied, 1.2 s, 2.6 MB/s\n",
      }),
      "block: Reading the staging partition fails: error reading '/dev/sda5': Input/output error.",
    );
    assert.equal(
      verdict('P25', { edit: nothing }),
      'unknown: The reading speed could not be measured.',
    );
  });
});

describe('P42', () => {
  it('is known once preflight/scratch has sealed it, for this boot', () => {
    const seal = scratchSeal.parse({ exitCode: 0, stdout: '8388608', stderr: '', isCut: false });
    assert.equal(seal, '8388608');
    assert.equal(scratchSeal.afterBoot?.(seal), null);
    assert.equal(
      verdict('P42', { edit: () => '8388608' }),
      'ok: 8388608 bytes were written, read back from the disk, and equal.',
    );
  });
});
