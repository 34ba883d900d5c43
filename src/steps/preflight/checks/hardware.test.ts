import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P34', () => {
  it('warns of a controller without a driver', () => {
    assert.match(
      verdict('P34', { edit: put('0x8086:0x7010 ata_piix', '0x8086:0x7010 driver') }),
      /^warn: .*: 0x8086:0x7010 \(no driver\), /,
    );
    assert.equal(
      verdict('P34', {
        edit: () => 'sys_vendor \nproduct_name \nbios_version \npci 0 0x010000 a:b nvme\nasked\n',
      }),
      'ok: The machine, BIOS unknown: a:b nvme.',
    );
    assert.equal(
      verdict('P34', { edit: nothing }),
      'unknown: The device shows no storage or network controller on PCI.',
    );
  });
});

describe('P41', () => {
  it('warns of a battery', () => {
    assert.equal(
      verdict('P41', { edit: () => 'supply Mains 0\nsupply Battery Discharging\nasked\n' }),
      'warn: The device runs on battery: Mains 0 and Battery Discharging.',
    );
    assert.equal(judge('P41', { edit: put('onac 255', 'onac 1') }).level, 'warn');
    assert.equal(
      verdict('P41', { edit: () => 'supply Mains 1\nonac 0\nasked\n' }),
      'ok: Power: Mains 1.',
    );
    assert.equal(verdict('P41', { edit: nothing }), 'unknown: The device did not say.');
  });
});

describe('P43', () => {
  it('warns of secure boot', () => {
    assert.equal(
      verdict('P43', { edit: () => 'secure [    0.0] Secure boot enabled\nasked\n' }),
      'warn: Secure boot is on.',
    );
    assert.equal(
      judge('P43', { edit: () => 'secure [    0.0] Secure boot disabled\nasked\n' }).level,
      'ok',
    );
    assert.match(
      verdict('P43', { edit: () => 'kexec /sbin/kexec\nasked\n' }),
      /kexec is installed/,
    );
    assert.equal(verdict('P43', { edit: nothing }), 'unknown: The device did not say.');
  });
});
