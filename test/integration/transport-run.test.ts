import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { raw, sh } from '../../src/model/command.ts';
import { hasCode } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Session } from '../../src/model/session.ts';
import type { Account } from '../fakes/accounts.ts';
import { Proxy } from '../fakes/proxy.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { makeClientKey } from '../fakes/sshd.ts';

const LIMIT = { timeout: 60_000 };
const ROOT = { as: 'root', timeoutMs: 20_000 } as const;
const LOGIN = { as: 'login', timeoutMs: 20_000 } as const;

let device: SshDevice;
let pilot: Account;
let session: Session;
before(async () => {
  device = await SshDevice.start();
  pilot = device.accounts.add('password');
  session = await device.connect(device.connection(pilot));
});
after(() => device.stop());

describe('a command over a real sshd', LIMIT, () => {
  it('gives exit code and both outputs, as root and as the login user', async () => {
    for (const [options, user] of [
      [ROOT, 'root'],
      [LOGIN, pilot.name],
    ] as const)
      assert.deepEqual(await session.run(raw('id -un; echo oops >&2; exit 3'), options), {
        exitCode: 3,
        stdout: `${user}\n`,
        stderr: 'oops\n',
        isCut: false,
      });
  });

  it('reads its own stdin, and all of it', async () => {
    const text = 'line\n'.repeat(100_000);
    for (const options of [ROOT, LOGIN]) {
      const stdin = [text, new Secret('the end')];
      const { stdout } = await session.run(raw('cat | wc -c'), { ...options, stdin });
      assert.equal(stdout, `${String(text.length + 7)}\n`);
      const echo = await session.run(sh('cat'), { ...options, stdin: ['ä', new Secret('ö')] });
      assert.equal(echo.stdout, 'äö');
    }
  });

  it('sees an empty stdin where none is given', async () => {
    assert.equal((await session.run(raw('wc -c'), ROOT)).stdout, '0\n');
  });

  it('has the tools of root in its path, and no message in another language', async () => {
    const { stdout } = await session.run(raw('command -v sfdisk && echo $LC_ALL'), LOGIN);
    assert.match(stdout, /^\/.*sfdisk\nC\n$/);
  });
});

describe('a command that says or does too much', LIMIT, () => {
  it('is cut at 1 MiB of stdout and 64 KiB of stderr, and goes on', async () => {
    const big = await session.run(raw('yes öl | head -c 3000000; exit 4'), ROOT);
    assert.deepEqual([big.exitCode, big.isCut], [4, true]);
    assert.match(big.stdout, /^(öl\n)+ö?l?$/);
    assert.ok(Buffer.byteLength(big.stdout) > 1_048_570);
    const loud = await session.run(raw('yes | head -c 3000000 >&2; echo end'), ROOT);
    assert.deepEqual([loud.stdout, loud.stderr.length, loud.isCut], ['end\n', 65_536, true]);
  });

  it('may print what is not UTF-8', async () => {
    const { stdout } = await session.run(raw(String.raw`printf 'a\377b'`), ROOT);
    assert.equal(stdout, 'a\ufffdb');
  });

  it('is ended by the device itself after its time', async () => {
    const mark = `${device.directory}/late`;
    const { exitCode, stderr } = await session.run(raw(`sleep 30; touch ${mark}`), {
      as: 'root',
      timeoutMs: 1000,
    });
    assert.deepEqual([exitCode, stderr], [124, 'the device ended it after 1 s\n']);
    assert.equal(existsSync(mark), false);
  });

  it('does not wait for a daemon that it leaves behind', async () => {
    const { stdout } = await session.run(raw('sleep 40 & echo $!'), ROOT);
    const pid = Number(stdout);
    assert.ok(pid > 1);
    assert.equal(process.kill(pid, 0), true);
    // Nor does the next one: the daemon holds no lock.
    assert.equal((await session.run(raw('echo next'), ROOT)).stdout, 'next\n');
    assert.equal(process.kill(pid), true);
  });

  it('leaves nothing behind but the locks and its own shell', async () => {
    await session.run(sh('true'), LOGIN);
    const { stdout } = await session.run(sh('ls', '-1', device.directory), ROOT);
    const names = stdout.split('\n').filter((name) => !/^stem-io\.|^$/.test(name));
    assert.match(names.join(' '), /^login\.lock run-[0-9a-f]{12}\.sh session\.lock$/);
    const after = await session.run(raw('ls -d /dev/shm/stem-io.*'), ROOT);
    assert.equal(after.stdout, '');
    assert.equal(statSync(device.directory).mode & 0o777, 0o711);
  });
});

describe('questions', LIMIT, () => {
  it('are answered in their order, for both users, in one go', async () => {
    const results = await session.ask([
      { command: sh('id', '-un'), as: 'login' },
      { command: sh('id', '-un'), as: 'root' },
      { command: raw('cat; exit 7'), as: 'root' },
      { command: sh('id', '-un'), as: 'login' },
    ]);
    assert.deepEqual(
      results.map(({ stdout, exitCode }) => [stdout, exitCode]),
      [
        [`${pilot.name}\n`, 0],
        ['root\n', 0],
        ['', 7],
        [`${pilot.name}\n`, 0],
      ],
    );
  });

  it('may be more than one argument can hold', async () => {
    const questions = Array.from({ length: 40 }, (_, index) => ({
      command: raw(`echo ${String(index)}; : '${'x'.repeat(8000)}'`),
      as: 'root' as const,
    }));
    const results = await session.ask(questions);
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      questions.map((_, index) => `${String(index)}\n`),
    );
  });
});

describe('writing a file', LIMIT, () => {
  const target = (name: string): string => `${device.directory}/files/deep/${name}`;

  it('makes its directory, sets mode and owner, and leaves nothing beside it', async () => {
    await session.write(target('a b'), ['hello ', new Secret('secret'), '\n'], 0o640);
    await session.write(target('a b'), ['again\n'], 0o600);
    assert.equal(readFileSync(target('a b'), 'utf8'), 'again\n');
    const { mode, uid } = statSync(target('a b'));
    assert.deepEqual([mode & 0o777, uid], [0o600, 0]);
    const { stdout } = await session.run(sh('ls', `${device.directory}/files/deep`), ROOT);
    assert.equal(stdout, 'a b\n');
  });

  it('says why it is not possible', async () => {
    await assert.rejects(
      session.write('/proc/stem/file', ['x'], 0o600),
      (error) =>
        hasCode(error, 'UPLOAD_FAILED') &&
        error.message.startsWith("/proc/stem/file can't be written: mkdir: "),
    );
  });
});

describe('root by key', LIMIT, () => {
  it('needs no sudo', async () => {
    const key = makeClientKey(device.sshd.directory);
    device.sshd.authorizeKey('root', readFileSync(`${key}.pub`, 'utf8'));
    const { password, ...connection } = device.connection(
      { name: 'root', password: '' },
      { privateKeyFile: key, become: { method: 'none' } },
    );
    assert.notEqual(password, undefined);
    const root = await device.connect(connection);
    assert.equal((await root.run(sh('id', '-un'), ROOT)).stdout, 'root\n');
    assert.equal((await root.run(sh('id', '-un'), LOGIN)).stdout, 'root\n');
    await root.write(`${device.directory}/root-file`, ['x'], 0o600);
    rmSync(`${device.directory}/root-file`);
  });
});

describe('a link that breaks', LIMIT, () => {
  it('ends nothing on the device, and the next session waits for it', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const first = await device.connect(device.connection(pilot, { port: proxy.port }));
    const [started, done] = [`${device.directory}/started`, `${device.directory}/done`];
    // Prints all the time: a closed stdout must not end it.
    const long = `touch ${started}; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i || exit; echo $i >&2; sleep 0.25; done; touch ${done}`;
    const outcome = assert.rejects(first.run(raw(long), ROOT), (error) =>
      hasCode(error, 'LINK_LOST'),
    );
    while (!existsSync(started)) await sleep(20);
    proxy.cut();
    await outcome;
    assert.equal(existsSync(done), false);
    const second = await device.connect(device.connection(pilot));
    const [answer] = await second.ask([{ command: sh('test', '-e', done), as: 'root' }]);
    assert.equal(answer?.exitCode, 0);
    await proxy.stop();
  });

  it('starts nothing where stdin did not come whole', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const first = await device.connect(device.connection(pilot, { port: proxy.port }));
    const mark = `${device.directory}/half`;
    proxy.cutAfter(100_000);
    const stdin = ['x'.repeat(1_000_000)];
    await assert.rejects(
      first.run(raw(`touch ${mark}; cat >/dev/null`), { ...ROOT, stdin }),
      (error) => hasCode(error, 'LINK_LOST'),
    );
    const second = await device.connect(device.connection(pilot));
    await second.run(sh('true'), ROOT);
    assert.equal(existsSync(mark), false);
    await proxy.stop();
  });

  it('may just be silent, which is noticed', async () => {
    const proxy = await Proxy.start(device.sshd.port);
    const connection = device.connection(pilot, { port: proxy.port });
    const silent = await device.connect(connection, undefined, 200);
    const outcome = assert.rejects(silent.run(sh('sleep', '5'), LOGIN), (error) =>
      hasCode(error, 'LINK_LOST'),
    );
    proxy.fallSilent();
    await outcome;
    await proxy.stop();
  });

  it('is lost for all that still waits when the run is aborted', async () => {
    const controller = new AbortController();
    const doomed = await device.connect(device.connection(pilot), controller.signal);
    const outcome = assert.rejects(doomed.run(sh('sleep', '2'), LOGIN), (error) =>
      hasCode(error, 'LINK_LOST'),
    );
    controller.abort();
    await outcome;
    await assert.rejects(device.connect(device.connection(pilot), controller.signal), {
      name: 'AbortError',
    });
  });
});

describe('twenty devices', LIMIT, () => {
  it('are asked and changed at the same time', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `host-${String(index)}`);
    const outputs = await Promise.all(
      names.map(async (name) => {
        const own = await device.connect(device.connection(pilot));
        const { stdout } = await own.run(sh('echo', name), ROOT);
        await own.close();
        return stdout;
      }),
    );
    assert.deepEqual(
      outputs,
      names.map((name) => `${name}\n`),
    );
  });
});
