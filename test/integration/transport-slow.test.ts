import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { raw } from '../../src/model/command.ts';
import type { Session } from '../../src/model/session.ts';
import type { Account } from '../fakes/accounts.ts';
import { Proxy } from '../fakes/proxy.ts';
import { SshDevice } from '../fakes/ssh-device.ts';

const LIMIT = { timeout: 120_000 };

let device: SshDevice;
let pilot: Account;
let dir: string;
before(async () => {
  device = await SshDevice.start();
  pilot = device.accounts.add('nopasswd');
  dir = mkdtempSync(join(tmpdir(), 'stem-slow-'));
});
after(async () => {
  await device.stop();
  rmSync(dir, { recursive: true });
});

/**
 * Time and line are those of the field divided by five: a line counts as dead after 4.8 s in place of 24, and is five times
 * as quick. What is in flight at once takes as many deadlines as there. Shorter, and a busy machine is a dead line.
 */
const KEEPALIVE_MS = 1200;

async function overSlowLine(
  bytesPerSecond: number,
  work: (session: Session, proxy: Proxy) => Promise<void>,
): Promise<void> {
  const proxy = await Proxy.start(device.sshd.port);
  const connection = device.connection(pilot, { port: proxy.port });
  const session = await device.connect(connection, undefined, KEEPALIVE_MS);
  proxy.throttle(bytesPerSecond);
  await work(session, proxy);
  await session.close();
  await proxy.stop();
}

describe('a slow line', LIMIT, () => {
  it('carries a file without being taken for a dead one', () =>
    // 24 kbit/s in the field: a message of 255 KiB takes 85 s there.
    overSlowLine(15_000, async (session, proxy) => {
      const content = randomBytes(300_000);
      const from = join(dir, 'file');
      writeFileSync(from, content);
      const to = `${device.directory}/slow/file`;
      const sha256 = createHash('sha256').update(content).digest('hex');
      const seen: number[] = [];
      await session.upload(
        { kind: 'upload', from, to, bytes: content.length, sha256, timeoutMs: 100_000 },
        (bytes) => seen.push(bytes),
      );
      assert.ok(readFileSync(to).equals(content), 'another content');
      assert.equal(proxy.connections, 2, 'it broke meanwhile');
    }));

  it('carries the input of a command without being taken for a dead one', () =>
    // 48 kbit/s in the field.
    overSlowLine(30_000, async (session) => {
      const text = 'x'.repeat(300_000);
      const { stdout } = await session.run(raw('wc -c'), {
        ...{ as: 'root', timeoutMs: 60_000, stdin: [text] },
      });
      assert.equal(Number(stdout), text.length);
    }));
});
