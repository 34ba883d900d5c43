import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LabError } from '../lab-error.ts';
import { runProgram } from '../run-program.ts';

export interface Personality {
  /** One label: letters, digits and hyphens. */
  readonly hostname: string;
  /** Of /etc/network/interfaces; unset, that of the image stays: eth0 by DHCP. */
  readonly interfaces?: string;
}

export interface Personalised {
  /** `ssh-ed25519 AAAA…`, one a key type, without a comment: what known_hosts has behind the host's name. */
  readonly hostKeys: readonly string[];
  /** As in /etc/machine-id. */
  readonly machineId: string;
}

interface DeviceFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

const SDA1_OFFSET = 2048 * 512;
const TIMEOUT_MS = 60_000;
const KEY_TYPES = ['ed25519', 'ecdsa', 'rsa'];

/**
 * Gives a device's own copy of the lab's disk a name, a machine id and fresh SSH host keys, by writing into the
 * file system of `sda1`. Nothing is mounted and no root is needed. Refuses a disk that was booted and not shut down.
 */
export async function personalise(disk: string, personality: Personality): Promise<Personalised> {
  const { hostname, interfaces } = personality;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(hostname)) {
    throw new LabError(`${JSON.stringify(hostname)} is no host name.`, {
      hint: 'Name a device by letters, digits and hyphens.',
    });
  }
  await refuseUnclean(disk);
  const work = await mkdtemp(join(tmpdir(), 'stem-personalise-'));
  try {
    const keys = await makeHostKeys(work, hostname);
    const machineId = randomBytes(16).toString('hex');
    await writeFiles({ disk, work }, [
      ...keys,
      { path: '/etc/hostname', mode: 0o644, content: `${hostname}\n` },
      {
        path: '/etc/hosts',
        mode: 0o644,
        content: `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`,
      },
      { path: '/etc/machine-id', mode: 0o444, content: `${machineId}\n` },
      ...(interfaces === undefined
        ? []
        : [{ path: '/etc/network/interfaces', mode: 0o644, content: interfaces }]),
    ]);
    const hostKeys = keys
      .filter(({ path }) => path.endsWith('.pub'))
      .map(({ content }) => content.split(' ').slice(0, 2).join(' '));
    return { hostKeys, machineId };
  } finally {
    await rm(work, { recursive: true });
  }
}

/** The content of a file on `sda1` of a raw disk that is not running; empty where there is none. */
export function readDeviceFile(disk: string, path: string): Promise<string> {
  return debugfs(disk, ['-R', `cat ${path}`]);
}

/** debugfs neither replays a journal nor should it write behind the kernel's back. */
async function refuseUnclean(disk: string): Promise<void> {
  const stats = await debugfs(disk, ['-R', 'stats -h']);
  if (/^Filesystem state:\s+clean$/m.test(stats) && !stats.includes('needs_recovery')) return;
  throw new LabError(`The root file system in ${disk} is not clean.`, {
    hint: 'Personalise a fresh copy of the device image, before its first boot.',
  });
}

async function makeHostKeys(work: string, hostname: string): Promise<readonly DeviceFile[]> {
  const files: DeviceFile[] = [];
  for (const type of KEY_TYPES) {
    const name = `ssh_host_${type}_key`;
    const file = join(work, name);
    await runProgram(
      ['ssh-keygen', '-q', '-t', type, '-N', '', '-C', `root@${hostname}`, '-f', file],
      { timeoutMs: TIMEOUT_MS },
    );
    files.push(
      { path: `/etc/ssh/${name}`, mode: 0o600, content: await readFile(file, 'utf8') },
      { path: `/etc/ssh/${name}.pub`, mode: 0o644, content: await readFile(`${file}.pub`, 'utf8') },
    );
  }
  return files;
}

async function writeFiles(
  { disk, work }: { readonly disk: string; readonly work: string },
  files: readonly DeviceFile[],
): Promise<void> {
  const script: string[] = [];
  for (const [index, { path, mode, content }] of files.entries()) {
    const source = join(work, `file-${String(index)}`);
    await writeFile(source, content, { mode: 0o600 });
    script.push(
      `rm ${path}`,
      `write ${source} ${path}`,
      `set_inode_field ${path} mode 0${(0o100000 + mode).toString(8)}`,
      `set_inode_field ${path} uid 0`,
      `set_inode_field ${path} gid 0`,
    );
  }
  const commands = join(work, 'commands');
  await writeFile(commands, `${script.join('\n')}\n`);
  await debugfs(disk, ['-w', '-f', commands]);
  // debugfs ends well whatever its commands did.
  for (const { path, content } of files) {
    if ((await readDeviceFile(disk, path)) === content) continue;
    throw new LabError(`debugfs did not write ${path} into ${disk}.`, {
      hint: 'Check the disk: it must be a copy of the device image, and writable.',
    });
  }
}

function debugfs(disk: string, args: readonly string[]): Promise<string> {
  return runProgram(['debugfs', ...args, `${disk}?offset=${String(SDA1_OFFSET)}`], {
    timeoutMs: TIMEOUT_MS,
    hint: 'Install e2fsprogs, and see that the disk is a copy of the device image.',
  });
}
