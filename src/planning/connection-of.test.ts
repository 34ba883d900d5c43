import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../model/connection.ts';
import type { Vars } from '../model/params.ts';
import { connectionDefaults } from '../../test/fakes/connection-defaults.ts';
import { Secret } from '../model/secret.ts';
import { connectionOf, hostOf } from './connection-of.ts';

const defaults = connectionDefaults();

const of = (vars: Vars): Connection => connectionOf('web1', vars, defaults);

const refuses = (vars: Vars, message: string): void => {
  assert.throws(() => of(vars), { code: 'VARS_INVALID', message: `web1: ${message}` });
};

const ED25519 = `ssh-ed25519 ${btoa(`\0\0\0\x0bssh-ed25519\0\0\0\x20${'k'.repeat(32)}`)}`;
const RSA = `ssh-rsa ${btoa(`\0\0\0\x07ssh-rsa${'k'.repeat(30)}`)}`;

describe('the connection of a host', () => {
  it('goes by the defaults where the inventory says nothing', () => {
    assert.deepEqual(of({}), {
      address: 'web1',
      port: 22,
      user: 'ann',
      usesAgent: true,
      knownHostsFiles: ['/home/ann/.ssh/known_hosts'],
      pinnedHostKeys: [],
      become: { method: 'sudo' },
      connectTimeoutMs: 10_000,
    });
  });

  it('goes by Ansible’s vars', () => {
    const password = new Secret('geheim');
    const become = new Secret('sudo geheim');
    const passphrase = new Secret('satz');
    const vars = {
      ...{ ansible_host: '10.0.0.1', ansible_port: '2222', ansible_user: 'pilot' },
      ...{ ansible_password: password, ansible_become_pass: become, ansible_become: 'yes' },
      ...{ ansible_ssh_private_key_file: '~/.ssh/id', ansible_private_key_passphrase: passphrase },
      ...{ stem_host_key: ED25519, stem_host_key_alias: 'old', ansible_timeout: 7 },
    };
    assert.deepEqual(of(vars), {
      ...{ address: '10.0.0.1', port: 2222, user: 'pilot', password },
      ...{ privateKeyFile: '/home/ann/.ssh/id', passphrase, usesAgent: true },
      knownHostsFiles: ['/home/ann/.ssh/known_hosts'],
      ...{ pinnedHostKeys: [ED25519], hostKeyAlias: 'old' },
      ...{ become: { method: 'sudo', password: become }, connectTimeoutMs: 7000 },
    });
  });

  it('goes by the old names as well, where they agree', () => {
    const old = { ansible_ssh_host: 'a', ansible_ssh_port: 23, ansible_ssh_user: 'root' };
    const { address, port, user } = of({ ...old, ansible_host: 'a', ansible_port: null });
    assert.deepEqual([address, port, user], ['a', 23, 'root']);
    refuses({ ...old, ansible_host: 'b' }, 'ansible_host and ansible_ssh_host differ: keep one');
    const [one, two] = [new Secret('one'), new Secret('two')];
    const same = of({ ansible_password: one, ansible_ssh_pass: new Secret('one') });
    assert.equal(same.password, one);
    refuses(
      { ansible_password: one, ansible_ssh_pass: two },
      'ansible_password and ansible_ssh_pass differ: keep one',
    );
  });
});

describe('the keys and rights of a connection', () => {
  it('need no sudo for root', () => {
    const become = new Secret('geheim');
    const vars = { ansible_user: 'root', ansible_become: false, ansible_become_password: become };
    assert.deepEqual(of(vars).become, { method: 'none' });
  });

  it('may be several pinned keys', () => {
    const keys = [ED25519, RSA];
    assert.deepEqual(of({ stem_host_key: [`${ED25519} root@web1`, RSA] }).pinnedHostKeys, keys);
    assert.deepEqual(of({ stem_host_key: `${ED25519}, ${RSA} x` }).pinnedHostKeys, keys);
  });

  it('are refused where a pinned key is none', () => {
    const because = 'stem_host_key must be a key like "ssh-ed25519 AAAA…", or a list of such';
    const swapped = ED25519.replace('ssh-ed25519', 'ssh-rsa');
    for (const stem_host_key of [
      '',
      'x',
      'SHA256:abc',
      swapped,
      [],
      [ED25519, 5],
      5,
      `${ED25519},`,
      'ssh-rsa abc',
    ])
      refuses({ stem_host_key }, because);
  });
});

describe('the port of the new system', () => {
  it('is looked at where the inventory names one', () => {
    assert.equal('afterwards' in of({}), false);
    const { afterwards } = of({ stem_new_port: '22222', ansible_port: 2222 });
    assert.deepEqual(
      [afterwards?.port, afterwards?.user, afterwards?.hostKeyAlias],
      [22_222, 'root', '[web1]:2222'],
    );
    refuses({ stem_new_port: 0 }, 'stem_new_port must be a whole number from 1 to 65535');
  });
});

describe('a connection that can not be', () => {
  it('is refused for what is not supported yet', () => {
    refuses(
      { ansible_sftp_extra_args: '-l 10' },
      'ansible_sftp_extra_args is not supported: take it out',
    );
    refuses({ ansible_connection: 'local' }, 'ansible_connection must be ssh');
    refuses({ ansible_become_method: 'doas' }, 'ansible_become_method must be sudo or su');
    refuses({ ansible_host: '{{ ip }}' }, 'ansible_host is a template, which is not supported yet');
    refuses(
      { ansible_password: new Secret('{{ pw }}') },
      'ansible_password is a template, which is not supported yet',
    );
    refuses(
      { ansible_host_key_checking: false },
      "ansible_host_key_checking can't be switched off: put the key into known_hosts or stem_host_key",
    );
    assert.equal(of({ ansible_ssh_common_args: '', ansible_connection: 'ssh' }).port, 22);
    assert.equal(of({ ansible_ssh_host_key_checking: true }).port, 22);
  });

  it('is refused with all its wrong vars at once', () => {
    refuses(
      { ansible_host: 10, ansible_port: 0, ansible_user: true, ansible_password: 5 },
      'ansible_host must be a text; ansible_user must be a text; ' +
        'ansible_port must be a whole number from 1 to 65535; ansible_password must be a text',
    );
  });

  it('is refused without a way to root', () => {
    refuses({ ansible_become: 'no' }, 'ansible_become is off, and ann is not root: set it to True');
    refuses({ ansible_become: 'maybe' }, 'ansible_become must be True or False');
    refuses({ ansible_become_user: 'pilot' }, 'ansible_become_user must be root');
  });

  it('takes an empty password for none, and a plain text for a secret', () => {
    assert.equal('password' in of({ ansible_password: new Secret('') }), false);
    assert.equal(of({ ansible_password: 'geheim' }).password?.reveal(), 'geheim');
  });
});

describe('the site of a host', () => {
  it('is its var, or the default', () => {
    assert.deepEqual(hostOf('web1', {}), { name: 'web1', site: 'default' });
    assert.deepEqual(hostOf('web1', { site: 'nord' }), { name: 'web1', site: 'nord' });
    assert.deepEqual(hostOf('web1', { site: 3 }), { name: 'web1', site: '3' });
    assert.throws(() => hostOf('web1', { site: ['a'] }), {
      code: 'VARS_INVALID',
      message: 'web1: site must be a text',
    });
  });
});
