import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Environment } from './environment.ts';

/** Writes the environment as `bundle build --environment` takes it: docs/bundle.md has the places of the parts. */
export async function writeEnvironment(environment: Environment, dir: string): Promise<void> {
  for (const [name, path] of Object.entries(environmentParts(environment)))
    await place(path, join(dir, name));
  const { cmdline, minMemoryBytes, wifiDrivers } = environment;
  const described = { format: 1, environment: { cmdline, minMemoryBytes, wifiDrivers } };
  await writeFile(join(dir, 'bundle.json'), `${JSON.stringify(described, null, 2)}\n`);
}

/** Where each part of an environment lies in a folder of parts. */
export const environmentParts = (environment: Environment): Readonly<Record<string, string>> => ({
  'env/vmlinuz': environment.kernel,
  'env/initrd.img': environment.initramfs,
  'grub/i386-pc.tar': environment.grubModules,
});

/** As a hard link: parts are large, and nobody writes into them. */
export async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
    await copyFile(from, to); // A file system without hard links.
  }
}
