import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { UploadAction } from '../../src/model/action.ts';
import { hasCode } from '../../src/model/errors.ts';
import type { Session } from '../../src/model/session.ts';
import type { Account } from '../fakes/accounts.ts';
import { Proxy } from '../fakes/proxy.ts';
import { SshDevice } from '../fakes/ssh-device.ts';

const LIMIT = { timeout: 90_000 };
const BYTES = 20_000_003;

let device: SshDevice;
let pilot: Account;
let session: Session;
let local: string;
let bundle: string;
const content = randomBytes(BYTES);
const sha256 = createHash('sha256').update(content).digest('hex');

before(async () => {
  device = await SshDevice.start();
  pilot = device.accounts.add('password');
  session = await device.connect(device.connection(pilot));
  local = mkdtempSync(join(tmpdir(), 'stem-files-'));
  bundle = join(local, 'bundle.tar');
  writeFileSync(bundle, content);
});
after(async () => {
  await device.stop();
  rmSync(local, { recursive: true });
});

const incoming = (): string => `${device.directory}/incoming`;
const action = (name: string, changes: Partial<UploadAction> = {}): UploadAction => ({
  kind: 'upload',
  from: bundle,
  to: `${incoming()}/${name}`,
  bytes: BYTES,
  sha256,
  timeoutMs: 60_000,
  ...changes,
});

describe('an upload', LIMIT, () => {
  it('arrives whole, owned by root, with nothing beside it, and tells its progress', async () => {
    const seen: number[] = [];
    await session.upload(action('whole'), (bytes) => seen.push(bytes));
    assert.ok(readFileSync(`${incoming()}/whole`).equals(content), 'whole');
    const { uid, mode } = statSync(`${incoming()}/whole`);
    assert.deepEqual([uid, mode & 0o777], [0, 0o600]);
    assert.deepEqual(readdirSync(incoming()), ['whole']);
    assert.deepEqual([seen.at(0), seen.at(-1)], [0, BYTES]);
    assert.deepEqual(
      seen,
      seen.toSorted((one, other) => one - other),
    );
  });

  it('sends nothing where the file is there already', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const own = await device.connect(device.connection(pilot, { port: proxy.port }));
    await own.upload(action('twice'), () => undefined);
    const sent = proxy.bytesSent;
    await own.upload(action('twice'), () => undefined);
    assert.ok(proxy.bytesSent - sent < 100_000);
    await own.close();
    await proxy.stop();
  });
});

describe('an upload over a bad network', LIMIT, () => {
  it('goes on by itself at the byte where the link broke', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const own = await device.connect(device.connection(pilot, { port: proxy.port }));
    proxy.cutAfter(8_000_000);
    const seen: number[] = [];
    await own.upload(action('resumed'), (bytes) => seen.push(bytes));
    assert.ok(readFileSync(`${incoming()}/resumed`).equals(content));
    // Two command links and two for the data; what is sent twice is at most what was under way.
    assert.equal(proxy.connections, 4);
    assert.ok(proxy.bytesSent < BYTES + 6_000_000, String(proxy.bytesSent));
    assert.ok(seen.some((bytes) => bytes > 2_000_000 && bytes < BYTES));
    await own.close();
    await proxy.stop();
  });

  it('goes on by itself where the network fell silent for a while', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const connection = device.connection(pilot, { port: proxy.port });
    const own = await device.connect(connection, undefined, 300);
    proxy.fallSilentAfter(6_000_000, 1500);
    await own.upload(action('silent'), () => undefined);
    assert.ok(readFileSync(`${incoming()}/silent`).equals(content));
    assert.ok(proxy.connections > 2);
    await own.close();
    await proxy.stop();
  });

  it('goes on where an earlier session stopped', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const controller = new AbortController();
    const first = await device.connect(
      device.connection(pilot, { port: proxy.port }),
      controller.signal,
    );
    await assert.rejects(
      first.upload(action('later'), () => {
        if (proxy.bytesSent > 4_000_000) controller.abort();
        proxy.cutAfter(8_000_000);
      }),
    );
    await proxy.stop();
    const [part = ''] = readdirSync(incoming()).filter((name) => name.startsWith('later.part-'));
    const there = statSync(`${incoming()}/${part}`).size;
    const seen: number[] = [];
    await session.upload(action('later'), (bytes) => seen.push(bytes));
    assert.equal(seen[0], there);
    assert.ok(readFileSync(`${incoming()}/later`).equals(content));
  });
});

const failsWith = (text: RegExp) => (error: unknown) => {
  assert.ok(hasCode(error, 'UPLOAD_FAILED'), String(error));
  assert.match(`${error.message}. ${error.hint}`, text);
  return true;
};

describe('an upload that is not what it should be', LIMIT, () => {
  it('is deleted where the hash is another one', async () => {
    const wrong = 'f'.repeat(64);
    await assert.rejects(
      session.upload(action('wrong', { sha256: wrong }), () => undefined),
      failsWith(new RegExp(`another sha256 .* ${sha256}, expected ${wrong}. The file here has`)),
    );
    assert.deepEqual(
      readdirSync(incoming()).filter((name) => name.startsWith('wrong')),
      [],
    );
  });

  it('never goes on with the rest of another content', async () => {
    const rest = `${incoming()}/other.part-000000000000`;
    writeFileSync(rest, 'old');
    await session.upload(action('other'), () => undefined);
    assert.equal(existsSync(rest), false);
  });

  it('is refused where the file has another size than it should', async () => {
    const file = join(local, 'grows');
    writeFileSync(file, content.subarray(0, 1000));
    appendFileSync(file, 'more');
    await assert.rejects(
      session.upload(action('grows', { from: file, bytes: 1000 }), () => undefined),
      failsWith(/has 1004 bytes and not 1000/),
    );
    await assert.rejects(
      session.upload(action('none', { from: `${file}-not` }), () => undefined),
      failsWith(/can't be read: ENOENT/),
    );
    assert.equal(existsSync(`${incoming()}/grows`), false);
  });
});

describe('an upload to a place that can not take it', LIMIT, () => {
  it('is refused where there is no room', async () => {
    const file = join(local, 'huge');
    writeFileSync(file, '');
    truncateSync(file, 2 ** 43);
    await assert.rejects(
      session.upload(action('huge', { from: file, bytes: 2 ** 43 }), () => undefined),
      failsWith(/needs 8796093022208 bytes, and \d+ are free/),
    );
  });

  it('says so where the login user can not reach the place', async () => {
    const closed = `${device.directory}/closed`;
    await session.write(`${closed}/x`, ['x'], 0o600);
    chmodSync(closed, 0o700);
    await assert.rejects(
      session.upload(action('x', { to: `${closed}/bundle` }), () => undefined),
      failsWith(/refuses to write .*Permission denied.*login user can reach the directory/),
    );
  });
});

describe('a download', LIMIT, () => {
  it('brings what the login user may read, and what only root may', async () => {
    for (const [name, mode] of [
      ['open', 0o644],
      ['unreadable', 0o600],
    ] as const) {
      const from = `${device.directory}/${name}`;
      writeFileSync(from, content);
      chmodSync(from, mode);
      const to = join(local, 'got', name);
      const wish = { kind: 'download', from, to, timeoutMs: 30_000 } as const;
      assert.equal(await session.download(wish), 'new');
      assert.equal(await session.download(wish), 'same');
      assert.ok(readFileSync(to).equals(content), to);
      assert.equal(existsSync(`${to}.part`), false);
    }
  });

  it('is read as the login user where that is asked for', async () => {
    const from = `${device.directory}/unreadable`;
    const to = join(local, 'got', 'unreadable-2');
    await assert.rejects(
      session.download({ kind: 'download', from, to, timeoutMs: 30_000, as: 'login' }),
      failsWith(/can't be read on the device/),
    );
  });

  it('says so where there is no such file', async () => {
    await assert.rejects(
      session.download({
        kind: 'download',
        from: '/nowhere/at/all',
        to: join(local, 'nothing'),
        timeoutMs: 30_000,
      }),
      (error) =>
        hasCode(error, 'UPLOAD_FAILED') &&
        error.message === "/nowhere/at/all can't be read on the device: /nowhere/at/all is no file",
    );
    assert.equal(existsSync(join(local, 'nothing')), false);
  });
});
