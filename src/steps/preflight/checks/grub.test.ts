import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

describe('P15', () => {
  it('takes GRUB from 2.02~beta2 on', () => {
    const of = (version: string): string =>
      judge('P15', { edit: put(/version .*/, `version grub-install (GRUB) ${version}`) }).level;
    assert.deepEqual(
      ['2.02~beta2-9ubuntu1', '2.02~beta3-4', '2.02', '2.06-13+deb12u2', '2.12'].map(of),
      Array(5).fill('ok'),
    );
    assert.deepEqual(
      ['2.02~beta1', '2.00-22', '1.99-21', '0.97', 'unknown'].map(of),
      Array(5).fill('block'),
    );
    assert.equal(
      verdict('P15', { edit: put('2.02~beta2-9ubuntu1.20', '1.99') }),
      'block: GRUB is 1.99, 2.02~beta2 or later is needed.',
    );
    assert.equal(verdict('P15', { edit: nothing }), 'block: There is no GRUB 2.');
  });

  it('blocks where another boot loader is installed, or this one is not', () => {
    assert.equal(
      verdict('P15', {
        edit: put('lilo  unknown ok not-installed', 'lilo 1:24 install ok installed'),
      }),
      'block: Another boot loader is installed: lilo.',
    );
    assert.equal(
      verdict('P15', {
        edit: (text) => text.replaceAll('install ok installed', 'deinstall ok config-files'),
      }),
      'block: GRUB for BIOS (grub-pc) is not installed as a package.',
    );
    assert.equal(judge('P15', { edit: put(/package grub-pc 2.*\n/, '') }).level, 'ok');
    assert.equal(
      judge('P15', { edit: (text) => text.replaceAll('install ok', 'hold ok') }).level,
      'ok',
    );
  });
});

describe('P16', () => {
  it('blocks on foreign boot code and missing files', () => {
    assert.equal(
      verdict('P16', { edit: put(hexOf('GRUB'), hexOf('LILO')) }),
      "block: The boot code of /dev/sda is not GRUB's.",
    );
    assert.equal(
      verdict('P16', { edit: (text) => `${text}missing /boot/grub/i386-pc/../grubenv\n` }),
      "block: GRUB's files are not complete: /boot/grub/grubenv.",
    );
  });

  it('knows where the boot code leads', () => {
    const moved = put(/^(sector .{184})01000000/, '$100040000');
    assert.equal(
      verdict('P16', { edit: moved }),
      "block: The boot code loads sector 1024, not GRUB's core image at sector 1.",
    );
    assert.equal(
      verdict('P16', { edit: moved, isOurs: true }),
      'ok: The boot code loads our own core image already.',
    );
    assert.equal(
      judge('P16', { edit: put(/sector .*/, `sector ${hexOf('GRUB')}`) }).level,
      'block',
    );
  });
});

describe('P17', () => {
  it('warns where the core image is of another build', () => {
    assert.equal(
      verdict('P17', { edit: put('differ 3', 'differ 21044') }),
      'warn: The core image on the disk differs from its file in 21044 of 27214 bytes.',
    );
    assert.equal(
      verdict('P17', { edit: nothing }),
      'unknown: The core image could not be compared.',
    );
  });
});

describe('P18', () => {
  it('blocks where an entry would boot for ever or never', () => {
    assert.equal(
      verdict('P18', { edit: put('oneshot yes', 'oneshot no') }),
      'block: grub-reboot does not know next_entry.',
    );
    assert.equal(
      verdict('P18', { edit: put('config 4', 'config 0') }),
      'block: /boot/grub/grub.cfg does not read next_entry.',
    );
    assert.equal(
      verdict('P18', { edit: put('block 1024 8', 'block 1024 0') }),
      'block: /boot/grub/grubenv has 1024 bytes in 0 blocks, not 1024 on the disk.',
    );
    assert.equal(judge('P18', { edit: put(/block .*\n/, '') }).level, 'block');
    assert.equal(
      verdict('P18', { edit: (text) => `${text}armed memtest\n` }),
      'block: An entry is armed for the next boot: memtest.',
    );
  });

  it('takes an empty next_entry for none, and its own for armed', () => {
    assert.equal(judge('P18', { edit: (text) => `${text}armed \n` }).level, 'ok');
    const own = (text: string): string => `${text}armed stem-environment\n`;
    assert.equal(judge('P18', { edit: own, isOurs: true }).level, 'ok');
    assert.equal(judge('P18', { edit: own }).level, 'block');
  });
});

describe('P19', () => {
  it('blocks where GRUB waits for ever', () => {
    assert.equal(
      verdict('P19', {
        edit: (text) => text.replace('recordfail 30\ntimeout 30', 'recordfail -1\ntimeout -1'),
      }),
      'block: After a failed boot GRUB waits for a key.',
    );
    assert.equal(
      verdict('P19', {
        edit: (text) => text.replace('recordfail 30\n', '').replaceAll('timeout 0', 'timeout -1'),
      }),
      'block: GRUB waits for a key.',
    );
    assert.equal(verdict('P19', { edit: nothing }), 'block: /boot/grub/grub.cfg cannot be read.');
    assert.equal(judge('P19', { edit: () => 'read x\ntimeout ${x}\n' }).level, 'ok');
  });
});

describe('P20', () => {
  it('blocks on a configuration that GRUB does not take, or locks', () => {
    const blocks = (from: string, to: string): string => verdict('P20', { edit: put(from, to) });
    assert.equal(
      blocks('syntax ok', 'syntax bad'),
      'block: grub-script-check refuses /boot/grub/grub.cfg.',
    );
    assert.equal(blocks('entries 3', 'entries 0'), 'block: /boot/grub/grub.cfg has no entry.');
    assert.equal(
      blocks('custom 2', 'custom 0'),
      'block: /boot/grub/grub.cfg does not read custom.cfg.',
    );
    assert.equal(blocks('password no', 'password yes'), 'block: GRUB asks for a password.');
  });
});
