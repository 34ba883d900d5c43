import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P21', () => {
  it('warns of what the hardware seems to need', () => {
    assert.equal(
      verdict('P21', { edit: put('quiet splash', 'nomodeset reboot=pci') }),
      'warn: The old kernel is told nomodeset and reboot=pci. After a panic the old system stands still.',
    );
    assert.equal(verdict('P21', { edit: nothing }), 'unknown: The device did not say.');
  });
});

describe('P31', () => {
  it('warns of a clock that is wrong', () => {
    assert.equal(
      verdict('P31', { edit: () => 'now 86400\nrtc 86400\n' }),
      'warn: The clock says 1970-01-02T00:00:00.000Z.',
    );
    assert.equal(
      verdict('P31', { vars: { stem_started_at: '2026-11-24T00:00:00.000Z' } }),
      'warn: The clock says 2026-11-23T23:05:34.000Z, which is before the run was started (2026-11-24T00:00:00.000Z).',
    );
    assert.equal(
      judge('P31', { vars: { stem_started_at: '2026-11-23T23:00:00.000Z' } }).level,
      'ok',
    );
    assert.equal(
      verdict('P31', { edit: put(/rtc .*/, 'rtc 1795471534') }),
      'warn: The clock says 2026-11-23T23:05:34.000Z, the hardware clock is 3600 s off.',
    );
    assert.equal(
      verdict('P31', { edit: put(/rtc .*\n/, '') }),
      'warn: The clock says 2026-11-23T23:05:34.000Z; there is no hardware clock.',
    );
    assert.equal(verdict('P31', { edit: nothing }), 'unknown: The device did not say.');
  });
});

describe('P32', () => {
  it('blocks while packages are worked on, broken, or wait for a reboot', () => {
    assert.equal(
      verdict('P32', { edit: (text) => `busy 0 apt-get\nbusy 0 dpkg\nbusy 9 dpkg\n${text}` }),
      'block: Packages or file systems are being worked on by apt-get and dpkg.',
    );
    assert.equal(
      verdict('P32', {
        edit: (text) => `broken The following packages are only half configured\n${text}`,
      }),
      'block: Packages are not fully installed: The following packages are only half configured',
    );
    assert.equal(
      verdict('P32', { edit: (text) => `reboot required\n${text}` }),
      'block: A reboot is pending.',
    );
    assert.equal(verdict('P32', { edit: nothing }), 'block: The device did not say.');
  });
});

describe('P33', () => {
  it('warns of a device that has not booted for long', () => {
    assert.equal(
      verdict('P33', { edit: put('uptime 2791', 'uptime 63072000') }),
      'warn: It is up for 730 days, with 5 boots on record.',
    );
    assert.equal(
      verdict('P33', {
        edit: put('newest /boot/vmlinuz-3.13.0-170', 'newest /boot/vmlinuz-3.13.0-171'),
      }),
      'warn: It is up for 0 days, with 5 boots on record; it runs 3.13.0-170-generic, and 3.13.0-171-generic was never booted.',
    );
    assert.equal(
      verdict('P33', { edit: put('N 2', 'N 1') }),
      'warn: It is up for 0 days, with 5 boots on record; the runlevel is 1, not 2.',
    );
    assert.equal(verdict('P33', { edit: nothing }), 'unknown: The device did not say.');
  });
});
