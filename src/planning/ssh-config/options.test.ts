import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookUpSsh } from './look-up.ts';
import { readSshOptions, type ReadSshOptions } from './options.ts';
import { parseSshLines } from './parse-lines.ts';

const WORLD = {
  home: '/home/ann',
  localUser: 'ann',
  localHost: 'desk.example.net',
  env: { SOCK: '/run/agent' },
};
const read = (text: string, host = 'web'): ReadSshOptions =>
  readSshOptions(
    lookUpSsh(parseSshLines(text, 'F'), { host, localUser: 'ann', given: [] }),
    { host, user: 'ann' },
    WORLD,
  );
const good = (text: string): ReadSshOptions['options'] => {
  const { options, problems } = read(text);
  assert.deepEqual(problems, [], text);
  return options;
};

describe('options of ssh_config', () => {
  it('are nothing but the name where the file says nothing', () => {
    assert.deepEqual(good(''), { hostname: 'web', identityFiles: [] });
  });

  it('tell where and who', () => {
    const text =
      'HostName %h.Example.net\nPort 2222\nUser bob\nAddressFamily inet6\nBindAddress ::1';
    assert.deepEqual(good(text), {
      ...{ hostname: 'web.example.net', port: 2222, user: 'bob', identityFiles: [] },
      ...{ family: 6, bindAddress: '::1' },
    });
  });

  it('tell how to log in, with tokens in file names', () => {
    const text = [
      'User bob',
      'HostName real',
      'IdentityFile ~/.ssh/%n-%h-%r-%p-%u-%L',
      'IdentityFile none',
      'IdentitiesOnly yes',
      'IdentityAgent ${SOCK}',
      'PreferredAuthentications gssapi-with-mic,password,publickey',
      'PubkeyAcceptedAlgorithms +ssh-rsa',
    ].join('\n');
    const options = good(text);
    assert.deepEqual(options.identityFiles, ['/home/ann/.ssh/web-real-bob-22-ann-desk']);
    assert.equal(options.identitiesOnly, true);
    assert.equal(options.agentSocket, '/run/agent');
    assert.deepEqual(options.methods, ['password', 'publickey']);
    assert.equal(options.allowsSha1Rsa, true);
    assert.equal(good('IdentityAgent none').agentSocket, null);
    assert.equal(good('IdentityAgent $SOCK').agentSocket, '/run/agent');
    assert.equal(good('IdentityAgent SSH_AUTH_SOCK').agentSocket, undefined);
    assert.equal(good('PubkeyAcceptedAlgorithms -ssh-rsa').allowsSha1Rsa, false);
    assert.deepEqual(good('PasswordAuthentication no').methods, [
      'publickey',
      'keyboard-interactive',
    ]);
  });
});

describe('options of ssh_config for the line and its trust', () => {
  it('tell how host keys are judged', () => {
    const options = good(
      'HostKeyAlias Web-1\nUserKnownHostsFile ~/.k_%k none\nGlobalKnownHostsFile none\n' +
        'StrictHostKeyChecking accept-new\nHashKnownHosts yes\nRevokedHostKeys /etc/revoked',
    );
    assert.deepEqual(options, {
      ...{ hostname: 'web', identityFiles: [], hostKeyAlias: 'web-1' },
      knownHostsFiles: ['/home/ann/.k_web-1'],
      globalKnownHostsFiles: [],
      ...{ hostKeyPolicy: 'accept-new', hashesKnownHosts: true, revokedKeysFile: '/etc/revoked' },
    });
    assert.equal(good('StrictHostKeyChecking ask').hostKeyPolicy, undefined);
    assert.equal(good('StrictHostKeyChecking yes').hostKeyPolicy, 'strict');
  });

  it('tell how the line is made and watched', () => {
    const options = good(
      'ProxyCommand nc -X 5 %h %p %% %r %n\nConnectTimeout 1m\nServerAliveInterval 5\n' +
        'ServerAliveCountMax 2\nCiphers aes256-ctr\nKexAlgorithms +diffie-hellman-group1-sha1',
    );
    assert.deepEqual(options, {
      ...{ hostname: 'web', identityFiles: [], proxyCommand: 'nc -X 5 web 22 % ann web' },
      connectTimeoutMs: 60_000,
      keepalive: { intervalMs: 5000, most: 2 },
      algorithms: { kex: '+diffie-hellman-group1-sha1', ciphers: 'aes256-ctr' },
    });
    assert.equal(good('ServerAliveInterval 0').keepalive, undefined);
    assert.equal(good('ProxyCommand none').proxyCommand, undefined);
    assert.equal(good('ProxyJump a,b').jumps, 'a,b');
  });
});

describe('options that can not be had', () => {
  it('are told with their place', () => {
    const rows: readonly (readonly [text: string, problem: string])[] = [
      [
        'StrictHostKeyChecking no',
        "F:1: StrictHostKeyChecking can't be switched off: write accept-new, or pin the key by stem_host_key",
      ],
      ['Bogus yes', 'F:1: bogus is no keyword of ssh_config'],
      [
        'CertificateFile ~/c',
        "F:1: certificatefile can't be honoured: certificates are not supported: use a plain key",
      ],
      [
        'CanonicalizeHostname yes',
        "F:1: canonicalizehostname can't be honoured: write full names, or HostName, in its place",
      ],
      ['HostName %x', 'F:1: hostname has %x, which is not known here'],
      ['IdentityFile %C', 'F:1: identityfile has %C, which is not known here'],
      ['ProxyCommand nc %x', 'F:1: proxycommand has %x, which is not known'],
    ];
    for (const [text, problem] of rows) assert.deepEqual(read(text).problems, [problem]);
    assert.deepEqual(read('IgnoreUnknown Bo*,x\nBogus yes').problems, []);
    assert.deepEqual(read('CanonicalizeHostname no\nForwardAgent yes').problems, []);
  });

  it('include names that a shell would read as more than a name', () => {
    for (const host of ['$(reboot)', 'a;b', '-oProxyCommand', 'a b'])
      assert.deepEqual(
        read('ProxyCommand nc %h %p', host).problems,
        [`F:1: "${host.toLowerCase()}" can't stand in a ProxyCommand`].map((text) =>
          text.replace(host.toLowerCase(), host),
        ),
      );
  });
});
