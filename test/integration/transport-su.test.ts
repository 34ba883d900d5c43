import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { raw, sh } from '../../src/model/command.ts';
import { hasCode } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Session } from '../../src/model/session.ts';
import type { Account } from '../fakes/accounts.ts';
import { SshDevice } from '../fakes/ssh-device.ts';
import { Sshd } from '../fakes/sshd.ts';

const LIMIT = { timeout: 120_000 };
const ROOT = { as: 'root', timeoutMs: 20_000 } as const;
const PASSWORD = `Root's "own" $1`;

let device: SshDevice;
let pilot: Account;
before(async () => {
  device = await SshDevice.start();
  pilot = device.accounts.add('none');
});
after(() => device.stop());

/** As on Debian, with a line in front. */
const pam = (first: string): string =>
  `${first}\nauth sufficient pam_rootok.so\nauth required pam_unix.so\naccount required pam_unix.so\nsession required pam_unix.so\n`;
const NOTHING_SPECIAL = '# su';

/** Root has a password there, and nowhere else. */
async function withSu(
  first: string,
  work: (connect: (password?: string) => Promise<Session>) => Promise<void>,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: PASSWORD });
  const shadow = readFileSync('/etc/shadow', 'utf8').replace(
    /^root:[^:]*/m,
    () => `root:${hash.toString().trim()}`,
  );
  const sshd = await Sshd.start({
    files: { '/etc/shadow': shadow, '/etc/pam.d/su': pam(first), ...more },
  });
  try {
    await work((password) =>
      device.connect(
        device.connection(pilot, {
          ...{ port: sshd.port, pinnedHostKeys: sshd.hostKeys },
          become: {
            method: 'su',
            ...(password !== undefined && { password: new Secret(password) }),
          },
        }),
      ),
    );
  } finally {
    await sshd.stop();
  }
}

const failsWith = (code: 'BECOME_FAILED' | 'BECOME_PASSWORD', text: RegExp) => (error: unknown) => {
  assert.ok(hasCode(error, code), String(error));
  assert.match(`${error.message}. ${error.hint}`, text);
  return true;
};

describe('su', LIMIT, () => {
  it('takes the password of root, and leaves each byte of the command as it is', () =>
    withSu(NOTHING_SPECIAL, async (connect) => {
      const session = await connect(PASSWORD);
      // What a terminal would change or act upon: line ends, Ctrl-C, Ctrl-D, Ctrl-Z, and no line end at all.
      const bytes = 'one\r\ntwo\tü\u0003\u0004\u001A\u0011\u0013\u007F end';
      const result = await session.run(raw('id -un; cat; echo to you >&2; exit 7'), {
        ...ROOT,
        stdin: [bytes],
      });
      assert.deepEqual(
        [result.stdout, result.stderr, result.exitCode],
        [`root\n${bytes}`, 'to you\n', 7],
      );
      const [answer] = await session.ask([{ command: sh('id', '-un'), as: 'root' }]);
      assert.equal(answer?.stdout, 'root\n');
      await session.write(`${device.directory}/by-su`, ['x'.repeat(300_000)], 0o600);
      assert.equal(readFileSync(`${device.directory}/by-su`, 'utf8').length, 300_000);
      assert.deepEqual(
        ['/dev/shm', '/tmp'].flatMap((place) =>
          readdirSync(place).filter((name) => name.startsWith('stem-su.')),
        ),
        [],
      );
    }));

  it('may ask for no password', () =>
    withSu(`auth sufficient pam_succeed_if.so quiet ruser = ${pilot.name}`, async (connect) => {
      for (const password of [undefined, 'not asked for']) {
        const session = await connect(password);
        const { stdout } = await session.run(raw('id -un; cat'), { ...ROOT, stdin: ['a\nb'] });
        assert.equal(stdout, 'root\na\nb');
      }
    }));

  it('tells a wrong password, and one that is missing', () =>
    withSu(NOTHING_SPECIAL, async (connect) => {
      await assert.rejects(
        connect('wrong'),
        failsWith('BECOME_PASSWORD', /^su refused the password of root\. /),
      );
      await assert.rejects(
        connect(),
        failsWith('BECOME_PASSWORD', /^su asks for the password of root, and none is known\. /),
      );
    }));

  it('tells a missing right, whether it asks for the password or not', async () => {
    await withSu('auth required pam_wheel.so group=root', (connect) =>
      assert.rejects(
        connect(PASSWORD),
        failsWith('BECOME_FAILED', /^stemtest\w+ has no right to become root by su\. .*pam_wheel/),
      ),
    );
    await withSu('auth requisite pam_deny.so', (connect) =>
      assert.rejects(
        connect(PASSWORD),
        failsWith('BECOME_FAILED', /^su lets stemtest\w+ in by no password: .*pam_wheel/),
      ),
    );
  });
});
