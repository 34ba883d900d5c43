import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { raw, sh } from '../../src/model/command.ts';
import type { Become } from '../../src/model/connection.ts';
import { hasCode } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Session } from '../../src/model/session.ts';
import type { Account, SudoRight } from '../fakes/accounts.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { makeClientKey } from '../fakes/sshd.ts';

const LIMIT = { timeout: 60_000 };
const ROOT = { as: 'root', timeoutMs: 20_000 } as const;

let device: SshDevice;
before(async () => {
  device = await SshDevice.start();
});
after(() => device.stop());

const account = (right: SudoRight, ...defaults: readonly string[]): Account => {
  const made = device.accounts.add(right);
  for (const setting of defaults)
    device.accounts.allow(made.name, `Defaults:${made.name} ${setting}`);
  return made;
};
const connect = (to: Account, become?: Become): Promise<Session> =>
  device.connect(device.connection(to, become === undefined ? {} : { become }));

const failsWith = (code: 'BECOME_FAILED' | 'BECOME_PASSWORD', text: RegExp) => (error: unknown) => {
  assert.ok(hasCode(error, code), String(error));
  assert.match(`${error.message}. ${error.hint}`, text);
  return true;
};

describe('sudo that lets us', LIMIT, () => {
  const echoesIts = async (session: Session, stdin: string): Promise<void> => {
    const { stdout, stderr } = await session.run(raw('id -un; cat'), { ...ROOT, stdin: [stdin] });
    assert.deepEqual([stdout, stderr], [`root\n${stdin}`, '']);
  };

  it('may ask for a password every time, or never, or once', async () => {
    for (const user of [
      account('password', 'timestamp_timeout=0'),
      account('nopasswd'),
      account('password', 'timestamp_type=global'),
    ]) {
      const session = await connect(user);
      await echoesIts(session, 'first\n');
      await echoesIts(session, 'second');
    }
  });

  it('may lecture, and the login shell may chatter', async () => {
    const user = account('password', 'lecture=always', 'timestamp_timeout=0');
    const home = `/home/${user.name}/.ssh`;
    mkdirSync(home);
    writeFileSync(`${home}/rc`, 'echo welcome; echo to you >&2\n');
    const session = await connect(user);
    await echoesIts(session, 'text');
    const [answer] = await session.ask([{ command: sh('id', '-un'), as: 'root' }]);
    assert.equal(answer?.stdout, 'root\n');
    const { stdout } = await session.run(sh('id', '-un'), { as: 'login', timeoutMs: 20_000 });
    assert.equal(stdout, `${user.name}\n`);
  });

  it('is not asked where the login user is root', async () => {
    const key = makeClientKey(device.sshd.directory);
    device.sshd.authorizeKey('root', readFileSync(`${key}.pub`, 'utf8'));
    const root = { name: 'root', password: 'none' };
    const session = await device.connect(device.connection(root, { privateKeyFile: key }));
    await echoesIts(session, 'text');
  });
});

describe('sudo that does not let us', LIMIT, () => {
  it('refuses a wrong password', async () => {
    const user = account('password');
    const become = { method: 'sudo', password: new Secret('wrong') } as const;
    await assert.rejects(
      connect(user, become),
      failsWith(
        'BECOME_PASSWORD',
        /^sudo refused the password of stemtest\w+\. Try `sudo -v` on the device, and mend `ansible_become_password`\.$/,
      ),
    );
  });

  it('wants a password, and none is known', async () => {
    await assert.rejects(
      connect(account('password'), { method: 'sudo' }),
      failsWith('BECOME_PASSWORD', /asks for the password of \w+, and none is known/),
    );
  });

  it('knows no right of this user', async () => {
    await assert.rejects(
      connect(account('none')),
      failsWith('BECOME_FAILED', /^stemtest\w+ has no right to become root by sudo\./),
    );
  });

  it('wants a terminal', async () => {
    await assert.rejects(
      connect(account('nopasswd', 'requiretty')),
      failsWith('BECOME_FAILED', /wants a terminal.*!requiretty/),
    );
  });
});

describe('a login user that is not root, without become', LIMIT, () => {
  it('can do what it may, and nothing as root', async () => {
    const session = await connect(account('none'), { method: 'none' });
    const { stdout } = await session.run(raw('cat'), {
      as: 'login',
      timeoutMs: 20_000,
      stdin: ['x'],
    });
    assert.equal(stdout, 'x');
    const notRoot = failsWith('BECOME_FAILED', /needs root, and \w+ is not root/);
    await assert.rejects(session.run(sh('true'), ROOT), notRoot);
    await assert.rejects(session.ask([{ command: sh('true'), as: 'root' }]), notRoot);
  });
});

describe('the process list of the device', LIMIT, () => {
  it('shows the command, and never a password nor what came by stdin', async () => {
    const user = account('password', 'timestamp_timeout=0');
    const seen = new Set<string>();
    const watch = setInterval(() => {
      for (const text of processTexts()) seen.add(text);
    }, 5);
    const session = await connect(user);
    const stdin = [new Secret('stdin-secret-of-this-test')];
    await session.run(raw('cat >/dev/null; sleep 0.3 # visible'), { ...ROOT, stdin });
    await session.write(`${device.directory}/secret-file`, stdin, 0o600);
    clearInterval(watch);
    const all = [...seen].join('\n');
    assert.match(all, /sudo.*sleep 0\.3 # visible/s);
    assert.equal(all.includes('stdin-secret-of-this-test'), false);
    assert.equal(all.includes(user.password), false);
  });
});

/** Arguments and environment of all processes but this one and its parents. */
const processTexts = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) =>
      ['cmdline', 'environ'].flatMap((file) => {
        try {
          return [readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')];
        } catch {
          return [];
        }
      }),
    );
