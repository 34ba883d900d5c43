import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sh } from '../../src/model/command.ts';
import type { Connection } from '../../src/model/connection.ts';
import { hasCode, type ErrorCode } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Account } from '../fakes/accounts.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

const LIMIT = { timeout: 60_000 };

let device: SshDevice;
let pilot: Account;
let dir: string;
before(async () => {
  device = await SshDevice.start({ hostKeys: ['ed25519', 'rsa'] });
  pilot = device.accounts.add('nopasswd');
  dir = mkdtempSync(join(tmpdir(), 'stem-login-'));
});
after(async () => {
  await device.stop();
  rmSync(dir, { recursive: true });
});

const works = async (changes: Partial<Connection>): Promise<void> => {
  const session = await device.connect(device.connection(pilot, changes));
  const result = await session.run(sh('id', '-un'), { as: 'login', timeoutMs: 20_000 });
  assert.equal(result.stdout, `${pilot.name}\n`);
  await session.close();
};

const fails = async (
  changes: Partial<Connection>,
  code: ErrorCode,
  text: RegExp,
): Promise<string> => {
  let hint = '';
  await assert.rejects(device.connect(device.connection(pilot, changes)), (error) => {
    assert.ok(hasCode(error, code), String(error));
    assert.match(`${error.message}. ${error.hint}`, text);
    hint = error.hint;
    return true;
  });
  return hint;
};

/** A known_hosts file with these keys for the device. */
const knownHosts = (name: string, ...lines: readonly string[]): Partial<Connection> => {
  const file = join(dir, name);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return { knownHostsFiles: [join(dir, 'missing'), file], pinnedHostKeys: [] };
};
const deviceName = (): string => `[127.0.0.1]:${String(device.sshd.port)}`;
const keyOf = (type: string): string =>
  device.sshd.hostKeys.find((key) => key.startsWith(type)) ?? '';
const otherKey = (): string =>
  readFileSync(`${makeClientKey(dir)}.pub`, 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
const fingerprintOf = (line: string): string => {
  const file = join(dir, 'one.pub');
  writeFileSync(file, line);
  return execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }).split(' ')[1] ?? '';
};
const literally = (text: string): string => text.replaceAll(/[[\]+.|]/g, String.raw`\$&`);

describe('a host key', LIMIT, () => {
  it('is known from a pinned line, or from a known_hosts file, plain, hashed or by pattern', async () => {
    await works({ pinnedHostKeys: [keyOf('ssh-ed25519')] });
    await works(knownHosts('plain', '# comment', `${deviceName()} ${keyOf('ssh-ed25519')}`));
    await works(knownHosts('pattern', `web,[127.0.0.*]:* ${keyOf('ssh-ed25519')}`));
    const hashed = knownHosts('hashed', `${deviceName()} ${keyOf('ssh-ed25519')}`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', join(dir, 'hashed')], { stdio: 'ignore' });
    assert.match(readFileSync(join(dir, 'hashed'), 'utf8'), /^\|1\|/);
    await works(hashed);
    await works({
      ...knownHosts('alias', `web-1 ${keyOf('ssh-ed25519')}`),
      hostKeyAlias: 'web-1',
    });
  });

  it('that we know is the one which a device with several shows', async () => {
    await works(knownHosts('rsa', `${deviceName()} ${keyOf('ssh-rsa')}`));
  });

  it('may be RSA with SHA-1, which is all that OpenSSH 6.6 has for RSA', async () => {
    const old = await Sshd.start({
      hostKeys: ['rsa'],
      config: ['HostKeyAlgorithms ssh-rsa', 'KexAlgorithms curve25519-sha256@libssh.org'],
    });
    await works({ port: old.port, pinnedHostKeys: old.hostKeys });
    await old.stop();
  });

  it('that is not known stops us, and becomes known by the command that we say', async () => {
    const file = join(dir, 'new hosts');
    const unknown = { knownHostsFiles: [file], pinnedHostKeys: [] };
    const print = fingerprintOf(keyOf('ssh-ed25519'));
    const hint = await fails(
      unknown,
      'HOST_KEY_UNKNOWN',
      new RegExp(
        `^the host key of ${literally(deviceName())} is not known; it shows ssh-ed25519 ${literally(print)}\\. Compare the fingerprint on a way that you trust, then add it: echo `,
      ),
    );
    execFileSync('sh', ['-c', hint.slice(hint.indexOf('echo '))]);
    await works(unknown);
  });
});

describe('a host key that is not the known one', LIMIT, () => {
  it('stops us, and both fingerprints are told', async () => {
    const other = otherKey();
    const changed = knownHosts('changed', `${deviceName()} ${other}`);
    const texts = [fingerprintOf(keyOf('ssh-ed25519')), fingerprintOf(other)].map(literally);
    const hint = await fails(
      changed,
      'HOST_KEY_CHANGED',
      new RegExp(`shows ssh-ed25519 ${texts.join('.* known is ssh-ed25519 ')} .*changed:1`),
    );
    assert.match(hint, /ssh-keygen -R '\[127\.0\.0\.1\]:\d+' -f \S+\/changed\.$/);
    await fails({ pinnedHostKeys: [other] }, 'HOST_KEY_CHANGED', /known is .* \(the inventory\)/);
  });

  it('may be of another type', async () => {
    const ecdsa = execFileSync('ssh-keygen', [
      ...['-q', '-t', 'ecdsa', '-N', '', '-f', join(dir, 'ecdsa')],
    ]);
    assert.equal(ecdsa.length, 0);
    const line = readFileSync(join(dir, 'ecdsa.pub'), 'utf8');
    await fails(
      knownHosts('type', `${deviceName()} ${line}`),
      'HOST_KEY_CHANGED',
      /shows ssh-ed25519 .* known is ecdsa-sha2-nistp256/,
    );
  });

  it('may be one that is revoked', async () => {
    await fails(
      knownHosts(
        'revoked',
        `${deviceName()} ${keyOf('ssh-ed25519')}`,
        `@revoked * ${keyOf('ssh-ed25519')}`,
      ),
      'HOST_KEY_CHANGED',
      /is marked as revoked/,
    );
  });
});

describe('a login', LIMIT, () => {
  const byKey = (privateKeyFile: string): Partial<Connection> => ({
    privateKeyFile,
    password: new Secret('wrong'),
  });

  it('tries a key, with its passphrase', async () => {
    const key = makeClientKey(dir, 'open sesame');
    device.sshd.authorizeKey(pilot.name, readFileSync(`${key}.pub`, 'utf8'));
    await works({ ...byKey(key), passphrase: new Secret('open sesame') });
    await fails(byKey(key), 'AUTH_FAILED', /private key \S+ can't be used: .*passphrase/);
    await fails(byKey(`${key}-not`), 'AUTH_FAILED', /can't be used: .*ENOENT/);
  });

  it('goes on with the password where the key is refused', async () => {
    await works({ privateKeyFile: makeClientKey(dir) });
  });

  it('takes keys of the agent', async () => {
    const key = makeClientKey(dir);
    device.sshd.authorizeKey(pilot.name, readFileSync(`${key}.pub`, 'utf8'));
    const socket = join(dir, 'agent');
    const said = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]);
    try {
      execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      process.env['SSH_AUTH_SOCK'] = socket;
      await works({ usesAgent: true, password: new Secret('wrong') });
    } finally {
      delete process.env['SSH_AUTH_SOCK'];
      process.kill(pid);
    }
  });

  it('answers keyboard-interactive with the password', async () => {
    const pam = await Sshd.start({ usesPam: true, config: ['PasswordAuthentication no'] });
    await works({ port: pam.port, pinnedHostKeys: pam.hostKeys });
    await pam.stop();
  });

  it('that is refused names what was tried', async () => {
    const key = makeClientKey(dir);
    await fails(
      byKey(key),
      'AUTH_FAILED',
      new RegExp(`refuses the login of ${pilot.name}; tried: the key ${key}, the password`),
    );
  });
});

describe('a device that can not be reached', LIMIT, () => {
  const withServer = async (
    server: Server,
    work: (port: number) => Promise<void>,
  ): Promise<void> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    await work(address.port);
    server.close();
  };

  it('refuses the connection', async () => {
    let free = 0;
    await withServer(createServer(), (port) => {
      free = port;
      return Promise.resolve();
    });
    await fails(
      { port: free },
      'UNREACHABLE',
      new RegExp(`^no connection to 127\\.0\\.0\\.1:${String(free)}: connect ECONNREFUSED`),
    );
  });

  it('says nothing', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    await withServer(server, async (port) => {
      await fails({ port, connectTimeoutMs: 300 }, 'UNREACHABLE', /no answer within 0\.3 s/);
    });
  });

  it('hangs up', async () => {
    await withServer(
      createServer((socket) => socket.end()),
      async (port) => {
        await fails(
          { port },
          'UNREACHABLE',
          /: (Connection lost before handshake|the device closed)/,
        );
      },
    );
  });

  it('has no address', async () => {
    await fails({ address: 'no-such-host.invalid' }, 'UNREACHABLE', /ENOTFOUND|EAI_AGAIN/);
  });
});
