import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sh } from '../../src/model/command.ts';
import type { Connection } from '../../src/model/connection.ts';
import { hasCode, type ErrorCode } from '../../src/model/errors.ts';
import type { Account } from '../fakes/accounts.ts';
import { Proxy } from '../fakes/proxy.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

const LIMIT = { timeout: 60_000 };

let device: SshDevice;
let pilot: Account;
let dir: string;
before(async () => {
  device = await SshDevice.start();
  pilot = device.accounts.add('nopasswd');
  dir = mkdtempSync(join(tmpdir(), 'stem-trust-'));
});
after(async () => {
  await device.stop();
  rmSync(dir, { recursive: true });
});

const works = async (changes: Partial<Connection>): Promise<void> => {
  const session = await device.connect(device.connection(pilot, changes));
  const { stdout } = await session.run(sh('id', '-un'), { as: 'login', timeoutMs: 20_000 });
  assert.equal(stdout, `${pilot.name}\n`);
  await session.close();
};
const fails = (changes: Partial<Connection>, code: ErrorCode, text: RegExp): Promise<void> =>
  assert.rejects(device.connect(device.connection(pilot, changes)), (error) => {
    assert.ok(hasCode(error, code), String(error));
    assert.match(`${error.message}. ${error.hint}`, text);
    return true;
  });
const otherKey = (): string =>
  readFileSync(`${makeClientKey(dir)}.pub`, 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
const deviceName = (): string => `[127.0.0.1]:${String(device.sshd.port)}`;

describe('accept-new', LIMIT, () => {
  const newOnes = (name: string): Partial<Connection> => ({
    ...{ pinnedHostKeys: [], hostKeyPolicy: 'accept-new' },
    knownHostsFiles: [join(dir, 'new', name)],
  });

  it('writes an unknown key down, which then is known', async () => {
    const wish = newOnes('plain');
    await works(wish);
    const text = readFileSync(join(dir, 'new', 'plain'), 'utf8');
    assert.equal(
      text,
      `${deviceName()} ${(device.sshd.hostKeys[0] ?? '').split(' ').slice(0, 2).join(' ')}\n`,
    );
    await works({ ...wish, hostKeyPolicy: 'strict' });
    assert.equal(readFileSync(join(dir, 'new', 'plain'), 'utf8'), text);
    assert.equal(existsSync(join(dir, 'new', 'plain.stem-lock')), false);
  });

  it('writes it once, whole, for many that come at the same time, behind a line without end', async () => {
    const file = join(dir, 'many');
    writeFileSync(file, '# mine');
    const wish = { ...newOnes(''), knownHostsFiles: [file] };
    await Promise.all(Array.from({ length: 6 }, () => works(wish)));
    const lines = readFileSync(file, 'utf8').split('\n');
    assert.deepEqual([lines[0], lines.length, lines[2]], ['# mine', 3, '']);
  });

  it('hides the name where that is asked for', async () => {
    await works({ ...newOnes('hashed'), hashesKnownHosts: true });
    const file = join(dir, 'new', 'hashed');
    assert.match(readFileSync(file, 'utf8'), /^\|1\|/);
    // ssh itself finds it.
    const found = execFileSync('ssh-keygen', ['-F', deviceName(), '-f', file], {
      encoding: 'utf8',
    });
    assert.match(found, /ssh-ed25519/);
  });

  it('never takes a changed key, nor a revoked one, nor another than the pinned one', async () => {
    const file = join(dir, 'changed');
    const line = `${deviceName()} ${otherKey()}\n`;
    writeFileSync(file, line);
    const wish = { ...newOnes(''), knownHostsFiles: [file] };
    await fails(wish, 'HOST_KEY_CHANGED', /has changed/);
    assert.equal(readFileSync(file, 'utf8'), line);
    writeFileSync(file, `@revoked * ${device.sshd.hostKeys[0] ?? ''}\n`);
    await fails(wish, 'HOST_KEY_CHANGED', /revoked/);
    await fails(
      { ...newOnes('none'), pinnedHostKeys: [otherKey()] },
      'HOST_KEY_CHANGED',
      /changed/,
    );
    assert.equal(existsSync(join(dir, 'new', 'none')), false);
  });

  it('is over where the file can not be written', async () => {
    await fails(
      { ...newOnes(''), knownHostsFiles: ['/proc/none/x'] },
      'FILE_UNREADABLE',
      /can't be/,
    );
  });
});

describe('lines of known_hosts that are no plain keys', LIMIT, () => {
  it('of an authority are told to be of no use', async () => {
    const file = join(dir, 'authority');
    writeFileSync(file, `@cert-authority * ${otherKey()}\n`);
    await fails(
      { knownHostsFiles: [file], pinnedHostKeys: [] },
      'HOST_KEY_UNKNOWN',
      /authority:1 trusts the certificates of an authority, which are not supported/,
    );
  });

  it('that revoke a key count where it is pinned, and so does RevokedHostKeys', async () => {
    const file = join(dir, 'revoked');
    writeFileSync(file, `@revoked * ${device.sshd.hostKeys[0] ?? ''}\n`);
    await fails({ knownHostsFiles: [file] }, 'HOST_KEY_CHANGED', /is marked as revoked/);
    const list = join(dir, 'revoked-list');
    writeFileSync(list, `# gone\n${device.sshd.hostKeys[0] ?? ''}\n`);
    await fails({ revokedKeysFile: list }, 'HOST_KEY_CHANGED', /is marked as revoked/);
    writeFileSync(list, 'SSHKRL\n');
    await fails({ revokedKeysFile: list }, 'FILE_UNREADABLE', /a KRL is not supported/);
  });
});

describe('a certificate', LIMIT, () => {
  it('of ours is told to be of no use where the device takes nothing else', async () => {
    const [authority, key] = [makeClientKey(dir), makeClientKey(dir)];
    execFileSync('ssh-keygen', [
      ...['-q', '-s', authority, '-I', 'pilot', '-n', pilot.name, `${key}.pub`],
    ]);
    const strict = await Sshd.start({
      config: [`TrustedUserCAKeys ${authority}.pub`, 'PasswordAuthentication no'],
    });
    const there = { port: strict.port, pinnedHostKeys: strict.hostKeys, privateKeyFile: key };
    await fails(
      there,
      'AUTH_FAILED',
      /-cert\.pub was not shown: certificates are not supported\. Add the public key itself/,
    );
    strict.authorizeKey(pilot.name, readFileSync(`${key}.pub`, 'utf8'));
    await works(there);
    await strict.stop();
  });
});

describe('a link that goes silent', LIMIT, () => {
  it('is noticed after four intervals', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const connection = device.connection(pilot, { port: proxy.port });
    const session = await device.connect(connection, undefined, 200);
    proxy.fallSilent();
    const startedAt = performance.now();
    await assert.rejects(session.run(sh('true'), { as: 'login', timeoutMs: 20_000 }), (error) =>
      hasCode(error, 'LINK_LOST'),
    );
    assert.ok(performance.now() - startedAt < 15_000, 'it was noticed late');
    await proxy.stop();
  });
});
