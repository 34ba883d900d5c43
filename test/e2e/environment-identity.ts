import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The passwords behind the hashes below. */
export const PASSWORD = 'correct horse 7';

const ACCOUNTS = [
  // Locked, as Ubuntu ships root: keys must work all the same.
  'root:!:',
  'pilot:$6$stemtest$Doos9f5n4mk.NBolXqOE384jadqCSe150OOD/reoKzV4M38dowtZjzVxqEnjJRdW8jTZSSfJslS0nEk6MoepK1:',
  'newer:$y$j9T$stemtest$rAhJsEFTGwK6/5j/cvIN1hy7M7zsXSU0NMf9Z97Y.L8:',
];

export interface Identity {
  readonly archive: string;
  readonly hostKey: string;
  readonly userKey: string;
}

/** What `staging/identity` collects on a device, made up. `network` is the content of etc/stem/network, `more` are files. */
export function makeIdentity(
  dir: string,
  network: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Identity {
  const root = join(dir, 'identity');
  for (const folder of ['etc/ssh', 'etc/stem', 'root/.ssh']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const hostKeyFile = join(root, 'etc/ssh/ssh_host_ed25519_key');
  const userKeyFile = join(dir, 'user_key');
  for (const file of [hostKeyFile, userKeyFile]) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);
  }
  const key = readFileSync(`${userKeyFile}.pub`, 'utf8');
  const files: Readonly<Record<string, string>> = {
    'etc/stem/hostname': 'dev-7\n',
    'etc/stem/network': `${network.join('\n')}\n`,
    'etc/stem/accounts': `${ACCOUNTS.join('\n')}\n`,
    // Root's own line of cloud images comes first.
    'root/.ssh/authorized_keys': `command="echo Please login as the user pilot" ${key}${key}`,
    ...more,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o600 });
  }
  const archive = join(dir, 'identity.img');
  execFileSync(
    'sh',
    ['-c', 'find etc root | sort | cpio -o -H newc -R 0:0 --quiet >"$1"', 'sh', archive],
    {
      cwd: root,
    },
  );
  return {
    archive,
    hostKey: readFileSync(`${hostKeyFile}.pub`, 'utf8').trim(),
    userKey: readFileSync(userKeyFile, 'utf8'),
  };
}
