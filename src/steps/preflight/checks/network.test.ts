import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P26', () => {
  it('blocks without an address or a route of a network card', () => {
    assert.equal(
      verdict('P26', { edit: put(/addr .*\n/, '') }),
      'block: No network card has an address.',
    );
    assert.equal(
      verdict('P26', { edit: put(/inet .*/, 'inet6 2001:db8::5/64 scope global dynamic') }),
      'block: eth0 has no address but what a router advertises.',
    );
    assert.equal(
      verdict('P26', { edit: put(/route default.*/, 'route default dev ppp0 scope link') }),
      'block: eth0 has 10.0.2.15/24 by DHCP, but there is no default route by a network card.',
    );
    assert.equal(
      verdict('P26', { edit: put(/nameserver .*\n/, '') }),
      'warn: eth0 has 10.0.2.15/24 by DHCP; there is no name server.',
    );
    assert.match(
      verdict('P26', { edit: put(/route default.*/, 'route default dev eth0 scope link') }),
      /the gateway is on the link/,
    );
  });
});

describe('P29', () => {
  it('warns where the address may change', () => {
    assert.equal(
      verdict('P29', { edit: put('86400', '600') }),
      'warn: The lease of 10.0.2.15 is for 600 s only.',
    );
    assert.equal(
      verdict('P29', { edit: (text) => `in   option dhcp-client-identifier 1:52:54;\n${text}` }),
      'warn: The lease of 10.0.2.15 is bound to a client identifier, which is not carried over.',
    );
    assert.equal(
      verdict('P29', { edit: () => 'configured send dhcp-client-identifier "x";\nasked\n' }),
      'ok: There is no DHCP lease.',
    );
    assert.equal(
      verdict('P29', { edit: () => 'configured send dhcp-client-identifier = hardware;\nasked\n' }),
      'warn: The lease is bound to a client identifier, which is not carried over.',
    );
    assert.equal(verdict('P29', { edit: () => 'asked\n' }), 'ok: There is no DHCP lease.');
    assert.equal(
      verdict('P29', { edit: put(/in.*lease-time.*\n/, '') }),
      'ok: The lease of 10.0.2.15 is for an unknown time.',
    );
    assert.equal(verdict('P29', { edit: nothing }), 'unknown: The device did not say.');
  });
});

describe('P30', () => {
  it('blocks without SFTP', () => {
    assert.equal(verdict('P30', { edit: put(/sftp .*\n/, '') }), 'block: sshd offers no SFTP.');
    assert.equal(
      verdict('P30', { edit: put('sftp-server yes', 'sftp-server no') }),
      'block: SFTP is configured, but /usr/lib/openssh/sftp-server is missing.',
    );
    assert.equal(
      verdict('P30', { edit: nothing }),
      'block: The configuration of sshd cannot be read.',
    );
  });

  it('judges the host keys', () => {
    const keys = (...types: readonly string[]) => ({
      edit: (text: string): string =>
        text.replace(/key .*\n/g, '') + types.map((type) => `key ${type}\n`).join(''),
    });
    assert.equal(
      verdict('P30', keys()),
      'block: Host keys are none: there is none that SSH still accepts.',
    );
    assert.equal(
      verdict('P30', keys('ssh-dss')),
      'block: Host keys are ssh-dss: there is none that SSH still accepts.',
    );
    assert.equal(
      verdict('P30', keys('ssh-rsa')),
      'warn: Host keys are ssh-rsa: an old sshd signs with SHA-1 only.',
    );
    assert.equal(judge('P30', keys('ssh-ed25519')).level, 'ok');
  });

  it('blocks a balenaOS that nobody could log in to', () => {
    const edit = (text: string): string => `login no\n${text}`;
    const vars = { os_layout: 'balena', stem_login_user: 'pilot' };
    assert.equal(
      verdict('P30', { edit, vars }),
      'block: Neither root nor pilot logs in by a key, and the new system takes no password.',
    );
    assert.equal(judge('P30', { edit, vars: { ...vars, config_has_login: true } }).level, 'ok');
    assert.equal(judge('P30', { edit }).level, 'ok');
    assert.equal(judge('P30', { vars }).level, 'ok');
  });

  it('warns where logins are restricted', () => {
    assert.equal(
      verdict('P30', { edit: (text) => `config AllowUsers pilot\n${text}` }),
      'warn: Host keys are ssh-dss, ecdsa-sha2-nistp256, ssh-ed25519 and ssh-rsa; logins are restricted: AllowUsers pilot.',
    );
  });
});
