import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P01', () => {
  it('blocks where commands do not run as root', () => {
    assert.equal(
      verdict('P01', { edit: put('uid 0', 'uid 1000') }),
      'block: Commands run as user 1000, not as root.',
    );
    assert.equal(
      verdict('P01', { edit: nothing }),
      'block: Commands run as user unknown, not as root.',
    );
    assert.equal(verdict('P01', { edit: put('pilot', '') }), 'ok: The login is root.');
  });
});

describe('P02', () => {
  it('blocks on another system than the one that was rehearsed', () => {
    assert.equal(
      verdict('P02', { os: 'debian-12', vars: { stem_old_os: 'Ubuntu 14.04' } }),
      'block: The device runs debian 12 with systemd as its init, expected was Ubuntu 14.04.',
    );
    assert.equal(
      verdict('P02', { edit: nothing }),
      'block: The device runs   with  as its init, expected was ubuntu 14.04.',
    );
  });

  it('wants upstart on 14.04, and only there', () => {
    assert.equal(
      verdict('P02', {
        edit: (text) => text.replace('init init', 'init systemd').replace(/upstart.*\n/, ''),
      }),
      'block: The device runs ubuntu 14.04 with systemd as its init, expected was upstart.',
    );
    assert.equal(
      verdict('P02', { os: 'debian-12' }),
      'ok: The device runs debian 12 with systemd as its init.',
    );
  });
});

describe('P03', () => {
  it('takes a 32-bit system on a 64-bit processor, and no other', () => {
    assert.equal(
      verdict('P03', { edit: () => 'machine i686\nbits 32\nlong yes\n' }),
      'ok: The machine is i686, a 32-bit system on a 64-bit processor.',
    );
    assert.equal(
      verdict('P03', { edit: () => 'machine i686\nbits 32\nlong no\n' }),
      'block: The machine is i686, a 32-bit system, and the processor has no long mode.',
    );
    assert.equal(judge('P03', { edit: () => 'machine armv7l\nbits 32\nlong no\n' }).level, 'block');
    assert.equal(judge('P03', { edit: nothing }).level, 'block');
  });
});

describe('P04', () => {
  it('names the commands that are missing', () => {
    assert.equal(
      verdict('P04', { edit: (text) => `missing cpio\nmissing debugfs\n${text}` }),
      'block: Missing: cpio and debugfs.',
    );
    assert.equal(
      verdict('P04', { edit: nothing }),
      'block: The device did not say which commands it has.',
    );
  });
});

describe('P05', () => {
  it('blocks on UEFI and where nothing is known', () => {
    assert.equal(verdict('P05', { edit: put('bios', 'uefi') }), 'block: The firmware is UEFI.');
    assert.equal(verdict('P05', { edit: nothing }), 'block: The firmware is unknown.');
  });
});

describe('P44', () => {
  it('warns in a container', () => {
    assert.equal(
      verdict('P44', { edit: put('container no', 'container yes') }),
      'warn: The system runs in a container.',
    );
    assert.equal(verdict('P44', { edit: nothing }), 'unknown: The device did not say.');
  });
});
