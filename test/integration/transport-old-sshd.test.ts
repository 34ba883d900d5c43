import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sh } from '../../src/model/command.ts';
import type { Connection } from '../../src/model/connection.ts';
import { hasCode, type ErrorCode } from '../../src/model/errors.ts';
import { startClient } from '../../src/transport/client.ts';
import { dial } from '../../src/transport/dial.ts';
import { readRoute } from '../../src/transport/route.ts';
import type { Account } from '../fakes/accounts.ts';
import { Sha1Server } from '../fakes/sha1-server.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { Sshd } from '../fakes/sshd.ts';

const LIMIT = { timeout: 240_000 };

/**
 * What the sshd of Ubuntu 14.04 offers (myproposal.h of OpenSSH 6.6), as far as a server of today still has it: RC4, CAST,
 * Blowfish and RIPEMD are gone.
 */
const KEX = [
  ...['curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256', 'ecdh-sha2-nistp384'],
  ...['ecdh-sha2-nistp521', 'diffie-hellman-group-exchange-sha256'],
  ...['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group14-sha1'],
  'diffie-hellman-group1-sha1',
];
const CIPHERS = [
  ...['aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'aes128-gcm@openssh.com'],
  ...['aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes128-cbc', '3des-cbc'],
];
const MACS = [
  ...['hmac-md5-etm@openssh.com', 'hmac-sha1-etm@openssh.com', 'umac-64-etm@openssh.com'],
  ...['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-md5'],
  ...['hmac-sha1', 'umac-64@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512', 'hmac-md5-96'],
];
const AS_66 = [
  `KexAlgorithms ${KEX.join(',')}`,
  `Ciphers ${CIPHERS.join(',')}`,
  `MACs ${MACS.join(',')}`,
  'HostKeyAlgorithms ssh-rsa,ecdsa-sha2-nistp256,ssh-ed25519',
];

let device: SshDevice;
let old: Sshd;
let pilot: Account;
let dir: string;
before(async () => {
  device = await SshDevice.start();
  old = await Sshd.start({ hostKeys: ['rsa'], config: AS_66 });
  pilot = device.accounts.add('nopasswd');
  dir = mkdtempSync(join(tmpdir(), 'stem-old-'));
});
after(async () => {
  await old.stop();
  await device.stop();
  rmSync(dir, { recursive: true });
});

const toOld = (changes: Partial<Connection> = {}): Connection =>
  device.connection(pilot, { port: old.port, pinnedHostKeys: old.hostKeys, ...changes });
const works = async (changes: Partial<Connection> = {}): Promise<void> => {
  const session = await device.connect(toOld(changes));
  const { stdout } = await session.run(sh('id', '-un'), { as: 'login', timeoutMs: 20_000 });
  assert.equal(stdout, `${pilot.name}\n`);
  await session.close();
};
const fails = (changes: Partial<Connection>, code: ErrorCode, text: RegExp): Promise<void> =>
  assert.rejects(device.connect(toOld(changes)), (error) => {
    assert.ok(hasCode(error, code), String(error));
    assert.match(`${error.message}. ${error.hint}`, text);
    return true;
  });

describe('the sshd of Ubuntu 14.04', LIMIT, () => {
  it('is reached without any wish', () => works());

  it('may have been told to do with one algorithm of each kind, the oldest that is no weak one', async () => {
    for (const [kex, ciphers, macs] of [
      ['ecdh-sha2-nistp521', 'aes256-ctr', 'hmac-sha1'],
      ['diffie-hellman-group14-sha1', 'aes192-ctr', 'hmac-sha1-etm@openssh.com'],
      ['diffie-hellman-group-exchange-sha256', 'aes128-gcm@openssh.com', 'hmac-sha2-256'],
    ] as const)
      await works({ algorithms: { kex, ciphers, macs } });
  });

  it('that has nothing but weak algorithms is only reached where they are asked for', async () => {
    const weak = await Sshd.start({
      hostKeys: ['rsa'],
      config: ['KexAlgorithms diffie-hellman-group1-sha1', 'Ciphers aes128-cbc'],
    });
    const there = { port: weak.port, pinnedHostKeys: weak.hostKeys };
    await fails(there, 'UNREACHABLE', /no matching key exchange algorithm/);
    const kex = '+diffie-hellman-group1-sha1';
    await fails({ ...there, algorithms: { kex } }, 'UNREACHABLE', /no matching C->S cipher/);
    await works({ ...there, algorithms: { kex, ciphers: 'aes128-cbc' } });
    await fails({ ...there, algorithms: { kex: 'bogus' } }, 'VARS_INVALID', /bogus leaves nothing/);
    await weak.stop();
  });
});

describe('an RSA key of ours, where the device does not say that it knows SHA-2', LIMIT, () => {
  let server: Sha1Server;
  before(async () => {
    server = await Sha1Server.start(dir);
  });
  after(() => {
    server.stop();
  });
  const makeKey = (): string => {
    const file = join(dir, `rsa-${Math.random().toString(36).slice(2)}`);
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', file]);
    return file;
  };
  const login = async (changes: Partial<Connection>): Promise<void> => {
    const { port, hostKey } = server;
    const keys = { port, pinnedHostKeys: [hostKey], methods: ['publickey'] as const };
    const route = await readRoute(device.connection(pilot, { ...keys, ...changes }));
    const limits = { timeoutMs: 30_000, signal: new AbortController().signal };
    (await dial(route, limits, startClient)).client.end();
  };
  const refused = (changes: Partial<Connection>): Promise<void> =>
    assert.rejects(login(changes), (error) => {
      assert.ok(hasCode(error, 'AUTH_FAILED'), String(error));
      assert.match(
        `${error.message}. ${error.hint}`,
        /signature by SHA-1.*`stem_allow_sha1_rsa=true`/,
      );
      return true;
    });

  it('does not sign by SHA-1 without leave, from a file nor from an agent, and the way out is told', async () => {
    const privateKeyFile = makeKey();
    await refused({ privateKeyFile });
    await withAgent(privateKeyFile, (agentSocket) => refused({ usesAgent: true, agentSocket }));
    assert.deepEqual(server.signatures, []);
  });

  it('does so where the vars of the host allow it', async () => {
    const privateKeyFile = makeKey();
    await login({ privateKeyFile, allowsSha1Rsa: true });
    await withAgent(privateKeyFile, (agentSocket) =>
      login({ usesAgent: true, agentSocket, allowsSha1Rsa: true }),
    );
    assert.deepEqual(server.signatures, ['ssh-rsa', 'ssh-rsa']);
  });

  it('is passed over for the next one', async () => {
    const next = newKey('next');
    await login({ privateKeyFile: makeKey(), identityFiles: [next] });
    assert.equal(server.signatures.at(-1), 'ssh-ed25519');
  });

  it('signs by SHA-2, as ever, for a server of today', async () => {
    const privateKeyFile = makeKey();
    device.sshd.authorizeKey(pilot.name, readFileSync(`${privateKeyFile}.pub`, 'utf8'));
    const { port, hostKeys: pinnedHostKeys } = device.sshd;
    await works({ privateKeyFile, methods: ['publickey'], port, pinnedHostKeys });
  });
});

describe('an agent with several keys', LIMIT, () => {
  it('offers all of them, or with IdentitiesOnly those that are named', async () => {
    const [good, other] = [newKey('good'), newKey('other')];
    old.authorizeKey(pilot.name, readFileSync(`${good}.pub`, 'utf8'));
    await withAgent(good, async (agentSocket) => {
      const login = {
        ...{ usesAgent: true, agentSocket, methods: ['publickey'] as const },
        become: { method: 'none' } as const,
      };
      await works(login);
      // Only the public half lies at the place that is named: the agent has the other one.
      rmSync(good);
      await works({ ...login, identitiesOnly: true, identityFiles: [good] });
      rmSync(other);
      await fails(
        { ...login, identitiesOnly: true, identityFiles: [other] },
        'AUTH_FAILED',
        /refuses the login/,
      );
    });
  });
});

const newKey = (name: string): string => {
  const file = join(dir, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  return file;
};

async function withAgent(key: string, work: (socket: string) => Promise<void>): Promise<void> {
  const socket = join(dir, `agent-${Math.random().toString(36).slice(2)}`);
  const said = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]);
  try {
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    await work(socket);
  } finally {
    process.kill(pid);
  }
}
