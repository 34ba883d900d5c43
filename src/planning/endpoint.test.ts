import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionDefaults } from '../../test/fakes/connection-defaults.ts';
import { hopsOf, placeOf, type Connection } from '../model/connection.ts';
import type { Vars } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import type { ConnectionDefaults } from './connection-defaults.ts';
import { connectionOf } from './connection-of.ts';
import { parseSshLines } from './ssh-config/parse-lines.ts';

const of = (
  config: string,
  vars: Vars = {},
  changes: Partial<ConnectionDefaults> = {},
): Connection => connectionOf('web', vars, connectionDefaults(config, changes));
const refuses = (config: string, vars: Vars, message: string): void => {
  assert.throws(() => of(config, vars), { code: 'VARS_INVALID', message: `web: ${message}` });
};
const waysOf = (connection: Connection): readonly string[] =>
  hopsOf(connection).map((hop) => `${hop.user}@${placeOf(hop)}`);

const CONFIG = [
  'Host web',
  '  HostName web.example.net',
  '  User bob',
  '  Port 2201',
  '  IdentityFile ~/.ssh/web',
  'Host gate',
  '  HostName gate.example.net',
  '  User gatekeeper',
  '  IdentityFile ~/.ssh/gate',
  'Host inner',
  '  Port 2022',
  '  ProxyJump elsewhere',
  'Host entry',
  '  ProxyJump outer',
].join('\n');

describe('vars, ssh_config and defaults', () => {
  it('win in this order, as in Ansible', () => {
    const fromConfig = of(CONFIG);
    assert.deepEqual(
      [fromConfig.address, fromConfig.port, fromConfig.user, fromConfig.identityFiles],
      ['web.example.net', 2201, 'bob', ['/home/ann/.ssh/web']],
    );
    const fromVars = of(CONFIG, { ansible_port: 9, ansible_user: 'eve' });
    assert.deepEqual(
      [fromVars.address, fromVars.port, fromVars.user],
      ['web.example.net', 9, 'eve'],
    );
    const ofPlay = { remoteUser: 'play' };
    assert.equal(of(CONFIG, {}, ofPlay).user, 'play');
    assert.equal(of(CONFIG, { ansible_user: 'eve' }, ofPlay).user, 'eve');
    const fromDefaults = of('');
    assert.deepEqual(
      [fromDefaults.address, fromDefaults.port, fromDefaults.user],
      ['web', 22, 'ann'],
    );
  });

  it('are looked up by ansible_host, where there is one', () => {
    assert.equal(of(CONFIG, { ansible_host: 'gate' }).address, 'gate.example.net');
    assert.equal(of(CONFIG, { ansible_host: '10.0.0.1' }).port, 22);
  });

  it('have arguments in between: before the vars only those of ansible_ssh_args', () => {
    const vars = { ansible_user: 'var', ansible_timeout: 5 };
    assert.equal(of(CONFIG, { ...vars, ansible_ssh_args: '-l arg' }).user, 'arg');
    assert.equal(of(CONFIG, { ...vars, ansible_ssh_common_args: '-l arg' }).user, 'var');
    assert.equal(of(CONFIG, { ansible_ssh_extra_args: '-l arg' }).user, 'arg');
    const both = of('', { ...vars, ansible_ssh_common_args: '-o ConnectTimeout=9' });
    assert.equal(both.connectTimeoutMs, 5000);
  });

  it('may name another file', () => {
    const asked: (string | null)[] = [];
    const sshConfig: ConnectionDefaults['sshConfig'] = (file) => {
      asked.push(file);
      return [];
    };
    of('', { ansible_ssh_common_args: '-F ./other' }, { sshConfig });
    of('', {}, { sshConfig });
    assert.deepEqual(asked, ['./other', null]);
  });
});

describe('jump hosts', () => {
  it('have their own config, and the first one its own jumps', () => {
    assert.deepEqual(waysOf(of(CONFIG, { ansible_ssh_common_args: '-J gate,inner' })), [
      'gatekeeper@gate.example.net',
      'ann@inner:2022',
    ]);
    assert.deepEqual(waysOf(of('Host web\nProxyJump x@entry:99\n' + CONFIG)), [
      'ann@outer',
      'x@entry:99',
    ]);
    const [gate] = hopsOf(of(CONFIG, { ansible_ssh_common_args: '-J gate' }));
    assert.deepEqual(gate?.identityFiles, ['/home/ann/.ssh/gate']);
  });

  it('are looked up in the file that the device’s args name, as ssh does', () => {
    const other = parseSshLines('Host gate\nProxyJump far\nHost far\nPort 7', 'other');
    const sshConfig: ConnectionDefaults['sshConfig'] = (file) => (file === './other' ? other : []);
    const args = '-F ./other -J gate';
    const ways = waysOf(of('', { ansible_ssh_common_args: args }, { sshConfig }));
    assert.deepEqual(ways, ['ann@far:7', 'ann@gate']);
  });

  it('get nothing of what belongs to the device', () => {
    const vars = {
      ansible_password: new Secret('geheim'),
      ansible_user: 'pilot',
      ansible_port: 2222,
      ansible_ssh_private_key_file: '/key',
      ansible_ssh_common_args: '-o ProxyJump=other -o ConnectTimeout=3',
    };
    const [other] = hopsOf(of('', vars));
    assert.deepEqual(other, {
      ...{ address: 'other', port: 22, user: 'ann', usesAgent: true },
      ...{ knownHostsFiles: ['/home/ann/.ssh/known_hosts'], pinnedHostKeys: [] },
      ...{ become: { method: 'none' }, connectTimeoutMs: 10_000 },
    });
  });

  it('go by the vars of the inventory where it names them', () => {
    const gate = { ansible_host: '10.0.0.1', ansible_password: 'gate pw', ansible_user: 'jump' };
    const varsOf = (name: string): Vars | undefined => (name === 'gate' ? gate : undefined);
    const [hop] = hopsOf(of('', { ansible_ssh_common_args: '-J gate' }, { varsOf }));
    assert.deepEqual([hop?.address, hop?.user], ['10.0.0.1', 'jump']);
    assert.equal(hop?.password?.reveal(), 'gate pw');
  });

  it('may not go in a circle', () => {
    refuses('Host *\nProxyJump gate', {}, 'jump host gate: ProxyJump goes in a circle: gate, gate');
    refuses('Host *\nProxyJump a:x', {}, "ProxyJump a:x can't be read: write user@host:port");
  });

  it('may be a command in their place', () => {
    assert.deepEqual(of('ProxyCommand nc %h %p').via, { kind: 'command', command: 'nc web 22' });
  });

  it('tell what is wrong with them', () => {
    refuses(
      'Host web\nProxyJump gate\nHost gate\nStrictHostKeyChecking off',
      {},
      "jump host gate: config:4: StrictHostKeyChecking can't be switched off: write accept-new, or pin the key by stem_host_key",
    );
  });
});

describe('host keys of a connection', () => {
  it('go by the var, then the command line, then ssh_config', () => {
    const config = 'StrictHostKeyChecking accept-new';
    assert.equal(of(config).hostKeyPolicy, 'accept-new');
    assert.equal(of(config, {}, { hostKeyPolicy: 'strict' }).hostKeyPolicy, 'strict');
    const vars = { stem_host_key_policy: 'accept-new' };
    assert.equal(of('', vars, { hostKeyPolicy: 'strict' }).hostKeyPolicy, 'accept-new');
    refuses(
      '',
      { stem_host_key_policy: 'off' },
      'stem_host_key_policy must be one of strict, accept-new, pinned',
    );
    refuses(
      '',
      { stem_host_key_policy: 'pinned' },
      'stem_host_key is missing for web, and only pinned keys are accepted',
    );
  });

  it('are known from the named file, those of ssh_config, or the usual ones', () => {
    const config = 'UserKnownHostsFile ~/a ~/b\nGlobalKnownHostsFile /c';
    assert.deepEqual(of(config).knownHostsFiles, ['/home/ann/.ssh/known_hosts']);
    const knownHostsFiles = null;
    assert.deepEqual(of(config, {}, { knownHostsFiles }).knownHostsFiles, [
      '/home/ann/a',
      '/home/ann/b',
      '/c',
    ]);
    assert.deepEqual(of('', {}, { knownHostsFiles }).knownHostsFiles, [
      '/home/ann/.ssh/known_hosts',
      '/etc/ssh/ssh_known_hosts',
    ]);
  });

  it('may be RSA keys that sign by SHA-1, where the vars say so', () => {
    assert.equal(of('', { stem_allow_sha1_rsa: true }).allowsSha1Rsa, true);
    assert.equal(of('').allowsSha1Rsa, undefined);
    assert.equal(of('PubkeyAcceptedAlgorithms +ssh-rsa').allowsSha1Rsa, true);
    const not = of('PubkeyAcceptedAlgorithms +ssh-rsa', { stem_allow_sha1_rsa: 'no' });
    assert.equal(not.allowsSha1Rsa, undefined);
    refuses('', { stem_allow_sha1_rsa: 'maybe' }, 'stem_allow_sha1_rsa must be True or False');
  });
});
