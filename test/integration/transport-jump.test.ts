import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { sh } from '../../src/model/command.ts';
import type { Connection } from '../../src/model/connection.ts';
import { hasCode, type ErrorCode } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Account } from '../fakes/accounts.ts';
import { Proxy } from '../fakes/proxy.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

const LIMIT = { timeout: 60_000 };

let device: SshDevice;
let gate: Sshd;
let pilot: Account;
let keeper: Account;
before(async () => {
  device = await SshDevice.start();
  gate = await Sshd.start();
  pilot = device.accounts.add('nopasswd');
  keeper = device.accounts.add('none');
});
after(async () => {
  await gate.stop();
  await device.stop();
});

/** A stop at the second server, as another user than on the device. */
const hop = (changes: Partial<Connection> = {}): Connection => ({
  ...device.connection(keeper),
  ...{ port: gate.port, pinnedHostKeys: gate.hostKeys, become: { method: 'none' } },
  ...changes,
});
const through = (stop: Connection): Connection =>
  device.connection(pilot, { via: { kind: 'jump', hop: stop } });
const by = (command: string): Connection =>
  device.connection(pilot, { via: { kind: 'command', command } });

const works = async (connection: Connection): Promise<void> => {
  const session = await device.connect(connection);
  const { stdout } = await session.run(sh('id', '-un'), { as: 'login', timeoutMs: 20_000 });
  assert.equal(stdout, `${pilot.name}\n`);
  await session.close();
};
const fails = (connection: Connection, code: ErrorCode, text: RegExp): Promise<void> =>
  assert.rejects(device.connect(connection), (error) => {
    assert.ok(hasCode(error, code), String(error));
    assert.match(error.message, text);
    return true;
  });

describe('a jump host', LIMIT, () => {
  it('leads to the device, also through another one', async () => {
    await works(through(hop()));
    // The second stop is the device's own server: another login, another key.
    const second = { ...device.connection(keeper), become: { method: 'none' } as const };
    await works(through({ ...second, via: { kind: 'jump', hop: hop() } }));
  });

  it('has its own key checked, and gets nothing where it is another one', async () => {
    const other = readFileSync(`${makeClientKey(gate.directory)}.pub`, 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
    const at = `^at the jump host 127\\.0\\.0\\.1:${String(gate.port)}: the host key of`;
    await fails(
      through(hop({ pinnedHostKeys: [other] })),
      'HOST_KEY_CHANGED',
      new RegExp(`${at} .* has changed`),
    );
    await fails(through(hop({ pinnedHostKeys: [] })), 'HOST_KEY_UNKNOWN', new RegExp(at));
  });

  it('does not vouch for the device', async () => {
    const wrong = { ...through(hop()), pinnedHostKeys: gate.hostKeys };
    await fails(wrong, 'HOST_KEY_CHANGED', /^the host key of /);
  });

  it('that refuses the login, or does not reach the device, is told', async () => {
    await fails(
      through(hop({ password: new Secret('wrong') })),
      'AUTH_FAILED',
      new RegExp(`^at the jump host .*refuses the login of ${keeper.name}`),
    );
    await fails(
      { ...through(hop()), port: 1 },
      'UNREACHABLE',
      /the jump host does not reach 127\.0\.0\.1:1: .*refused/,
    );
  });

  it('carries files both ways', async () => {
    const session = await device.connect(through(hop()));
    const bytes = 3_000_000;
    const { stdout } = await session.run(
      sh('sh', '-c', `head -c ${String(bytes)} /dev/zero | wc -c`),
      {
        as: 'root',
        timeoutMs: 20_000,
      },
    );
    assert.equal(Number(stdout), bytes);
    const text = 'x'.repeat(bytes);
    await session.write(`${device.directory}/through`, [text], 0o600);
    assert.equal(readFileSync(`${device.directory}/through`, 'utf8'), text);
  });
});

describe('a jump host in trouble', LIMIT, () => {
  it('that says nothing is the one that is named, and a chain is named once', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const silent = hop({ port, connectTimeoutMs: 60_000 });
    const chain = through(hop({ via: { kind: 'jump', hop: silent } }));
    await fails(
      { ...chain, connectTimeoutMs: 1000 },
      'UNREACHABLE',
      new RegExp(
        `^at the jump host 127\\.0\\.0\\.1:${String(port)}: no connection to 127\\.0\\.0\\.1:${String(port)}: no answer within 0\\.8\\d* s$`,
      ),
    );
    server.close();
  });

  it('takes the session down where it falls silent', async () => {
    const proxy = await Proxy.start(gate.port);
    const stop = hop({ port: proxy.port, keepalive: { intervalMs: 200, most: 3 } });
    const session = await device.connect(through(stop));
    proxy.fallSilent();
    const startedAt = performance.now();
    await assert.rejects(session.run(sh('true'), { as: 'login', timeoutMs: 40_000 }), (error) =>
      hasCode(error, 'LINK_LOST'),
    );
    assert.ok(performance.now() - startedAt < 30_000, 'it was noticed late');
    await proxy.stop();
  });

  it('takes the session down where it dies', async () => {
    const dying = await Sshd.start();
    const stop = hop({ port: dying.port, pinnedHostKeys: dying.hostKeys });
    const session = await device.connect(through(stop));
    const lost = assert.rejects(
      session.run(sh('sleep', '30'), { as: 'login', timeoutMs: 40_000 }),
      (error) => hasCode(error, 'LINK_LOST'),
    );
    for (const pid of below(dying.pid)) kill(pid);
    await lost;
    await dying.stop();
  });
});

describe('a ProxyCommand', LIMIT, () => {
  const relay = (): string =>
    `${process.execPath} -e 'const s=require("net").connect(${String(device.sshd.port)},"127.0.0.1");process.stdin.pipe(s).pipe(process.stdout)'`;

  it('leads to the device, and ends with the session', async () => {
    const before = relays().length;
    const session = await device.connect(by(relay()));
    assert.equal(relays().length, before + 1);
    await session.close();
    for (let tries = 0; relays().length > before && tries < 200; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(relays().length, before);
  });

  it('that fails, or can not be found, is told with its words', async () => {
    await fails(
      by('sh -c "echo no way >&2; exit 3"'),
      'UNREACHABLE',
      /the ProxyCommand ended with 3: no way/,
    );
    await fails(by('/no/such/program'), 'UNREACHABLE', /the ProxyCommand ended with 127: /);
  });

  it('that says nothing is given up, and killed', async () => {
    const silent = { ...by('sleep 4321'), connectTimeoutMs: 500 };
    await fails(silent, 'UNREACHABLE', /no answer within 0\.5 s/);
    for (let tries = 0; isRunning('sleep 4321') && tries < 200; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(isRunning('sleep 4321'), false);
  });
});

const commandLines = (): readonly (readonly [pid: number, text: string])[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid): (readonly [number, string])[] => {
      try {
        return [
          [Number(pid), readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()],
        ];
      } catch {
        return [];
      }
    });
const relays = (): readonly unknown[] =>
  commandLines().filter(([, text]) => text.includes(`connect(${String(device.sshd.port)},`));
const isRunning = (command: string): boolean => commandLines().some(([, text]) => text === command);

/** The processes of the connections of a server: two for each, of which the one without rights holds the socket. */
function below(pid: number): readonly number[] {
  const children = commandLines().flatMap(([child]) => (parentOf(child) === pid ? [child] : []));
  return children.flatMap((child) => [...below(child), child]);
}

/** One of the two may have ended because the other one did. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]);
  } catch {
    return -1;
  }
}
