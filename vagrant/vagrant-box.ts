import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { runProgram } from './run-program.ts';
import type { CreateOptions } from './machines/create.ts';
import { copySparse } from './machines/disk.ts';
import { freePort } from './machines/qemu.ts';
import { knownHostsText } from './machines/ssh.ts';

export interface BoxOptions extends Pick<CreateOptions, 'image' | 'personalise'> {
  /** A folder for the box and what the Vagrantfile wants to know; its content is replaced. */
  readonly dir: string;
  readonly say: (line: string) => void;
}

const HOSTNAME = 'lab-device';
const TIMEOUT_MS = 15 * 60_000;
const GIB = 4;

/** Makes a Vagrant box (libvirt provider) of the lab's device, with host keys and a loopback port of its own. */
export async function buildVagrantBox(options: BoxOptions): Promise<void> {
  const { image, say } = options;
  const dir = resolve(options.dir);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  say(`Building the Vagrant box in ${dir}`);
  const disk = join(dir, 'device.raw');
  await copySparse(image.disk, disk);
  const { hostKeys } = await options.personalise(disk, { hostname: HOSTNAME });
  const box = await packBox(dir, disk);
  const knownHosts = join(dir, 'known_hosts');
  await writeFile(knownHosts, knownHostsText(HOSTNAME, hostKeys));
  const sshConfig = join(dir, 'ssh_config');
  await writeFile(sshConfig, sshConfigText(knownHosts));
  const settings = {
    // A new name each time: Vagrant keeps the boxes that it knows.
    name: `stem-lab-device-${randomBytes(4).toString('hex')}`,
    ...{ box, port: await freePort(), rootKey: image.rootKey, sshConfig },
  };
  await writeFile(join(dir, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

async function packBox(dir: string, disk: string): Promise<string> {
  await runProgram(['qemu-img', 'convert', '-O', 'qcow2', disk, join(dir, 'box.img')], {
    timeoutMs: TIMEOUT_MS,
  });
  await rm(disk);
  const metadata = { provider: 'libvirt', format: 'qcow2', virtual_size: GIB };
  await writeFile(join(dir, 'metadata.json'), JSON.stringify(metadata));
  await writeFile(join(dir, 'Vagrantfile'), "Vagrant.configure('2') { |config| }\n");
  const box = join(dir, 'device.box');
  const members = ['metadata.json', 'Vagrantfile', 'box.img'] as const;
  await runProgram(['tar', '-C', dir, '-cf', box, ...members], { timeoutMs: TIMEOUT_MS });
  for (const member of members) await rm(join(dir, member));
  return box;
}

/**
 * For OpenSSH and for Vagrant's own client: the pinned keys under the device's name, no others. The file is named
 * twice: Vagrant overrides `UserKnownHostsFile` with none, and would take every key for unknown.
 */
export const sshConfigText = (knownHosts: string): string =>
  [
    'Host *',
    `  HostKeyAlias ${HOSTNAME}`,
    `  UserKnownHostsFile "${knownHosts}"`,
    `  GlobalKnownHostsFile "${knownHosts}"`,
    '  StrictHostKeyChecking yes',
    '',
  ].join('\n');
