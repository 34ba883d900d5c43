import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sh } from '../../src/model/command.ts';
import { withNewSystem, type Connection } from '../../src/model/connection.ts';
import type { Connector, Session } from '../../src/model/session.ts';
import { sshConnector } from '../../src/transport/connector.ts';
import type { Account } from '../fakes/accounts.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

const LIMIT = { timeout: 60_000 };
const HOST = { name: 'web-1', site: 'lab' };

/** The old system lets an account in by its password, the new one root by a key. */
let device: SshDevice;
let other: Sshd;
let pilot: Account;
let dir: string;
let key: string;
before(async () => {
  device = await SshDevice.start();
  other = await Sshd.start();
  pilot = device.accounts.add('password');
  dir = mkdtempSync(join(tmpdir(), 'stem-ways-'));
  key = makeClientKey(dir);
  device.sshd.authorizeKey('root', readFileSync(`${key}.pub`, 'utf8'));
});
after(async () => {
  await device.stop();
  await other.stop();
  rmSync(dir, { recursive: true });
});

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const connectorTo = (connectionOf: () => Connection): Connector =>
  sshConnector({ connectionOf, directory: device.directory });

async function who(connector: Connector): Promise<string> {
  const session: Session = await connector.connect(HOST, 40_000, new AbortController().signal);
  const { stdout } = await session.run(sh('id', '-un'), { as: 'login', timeoutMs: 20_000 });
  await session.close();
  return stdout.trim();
}

/** `port` is the old system's, `then` the new one's. */
const ways = (port: number, then: number, changes: Partial<Connection> = {}): Connection =>
  withNewSystem(device.connection(pilot, { port, privateKeyFile: key, ...changes }), then);

describe('a device whose new system answers on another port', () => {
  it('is met on the old one, as the user of the old system', LIMIT, async () => {
    const connection = ways(device.sshd.port, await closedPort());
    assert.equal(await who(connectorTo(() => connection)), pilot.name);
  });

  it('is met on the new one where the old one refuses, as root', LIMIT, async () => {
    const connection = ways(await closedPort(), device.sshd.port);
    assert.equal(await who(connectorTo(() => connection)), 'root');
  });

  it('is looked for first where it answered last, and on the other way again', LIMIT, async () => {
    const closed = await closedPort();
    let connection = ways(closed, device.sshd.port);
    const connector = connectorTo(() => connection);
    assert.equal(await who(connector), 'root');
    // Both answer: the one of last time is taken.
    connection = ways(device.sshd.port, device.sshd.port);
    assert.equal(await who(connector), 'root');
    connection = ways(device.sshd.port, closed);
    assert.equal(await who(connector), pilot.name);
    connection = ways(device.sshd.port, device.sshd.port);
    assert.equal(await who(connector), pilot.name);
  });

  it(
    'is unreachable where neither answers, and the old port is the one that is named',
    LIMIT,
    async () => {
      const [port, then] = [await closedPort(), await closedPort()];
      await assert.rejects(who(connectorTo(() => ways(port, then))), {
        code: 'UNREACHABLE',
        message: new RegExp(`^no connection to 127\\.0\\.0\\.1:${String(port)}: `),
      });
    },
  );
});

describe('the other way to a device', () => {
  it('is not gone where another device answers', LIMIT, async () => {
    // The right device would answer there.
    const connection = ways(other.port, device.sshd.port);
    await assert.rejects(who(connectorTo(() => connection)), { code: 'HOST_KEY_CHANGED' });
    const back = ways(await closedPort(), other.port);
    await assert.rejects(who(connectorTo(() => back)), { code: 'HOST_KEY_CHANGED' });
  });

  it('is not gone where the login is refused', LIMIT, async () => {
    const connection = ways(device.sshd.port, device.sshd.port, { user: 'nobody-of-that-name' });
    await assert.rejects(who(connectorTo(() => connection)), { code: 'AUTH_FAILED' });
  });

  it(
    "is never offered a password: it is the login user's, and root's is nobody's business",
    LIMIT,
    async () => {
      const noKey = withoutKey(device.connection(pilot));
      const connection = withNewSystem(
        { ...noKey, port: await closedPort(), identityFiles: [join(dir, 'none')] },
        device.sshd.port,
      );
      await assert.rejects(
        who(connectorTo(() => connection)),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'AUTH_FAILED');
          assert.match(
            error.message,
            /^the device refuses the login of root; tried: nothing that it takes/,
          );
          return true;
        },
      );
    },
  );
});

const withoutKey = (connection: Connection): Connection =>
  Object.fromEntries(
    Object.entries(connection).filter(([name]) => name !== 'privateKeyFile'),
  ) as unknown as Connection;
