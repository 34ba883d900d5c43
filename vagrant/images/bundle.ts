import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { buildBundle } from '../../src/bundle/build.ts';
import { signBundle } from '../../src/bundle/sign.ts';
import { readSigningKey } from '../../src/bundle/signing-keys.ts';
import { cached } from './cache.ts';
import { buildEnvironment, type Environment } from './environment.ts';
import { environmentParts, place } from './environment-folder.ts';
import { labKey } from './lab-key.ts';
import { treeInputs } from './root-file-system.ts';
import { buildStandInOs, type StandInOs } from './stand-in-os.ts';

/** The smallest partition that the stand-in OS may go on: twice what it takes, with room for a customer's data. */
const MINIMUM_BYTES = 1536 * 2 ** 20;

const BUILDER = join(import.meta.dirname, '..', '..', 'src', 'bundle');

/** The path of the lab's bundle: the migration environment and the stand-in OS, built where they are not in the cache. */
export async function buildLabBundle(say: (line: string) => void): Promise<string> {
  return bundleOf(await buildStandInOs(say), say);
}

/** A bundle of the migration environment and an OS like the lab's. */
export async function bundleOf(os: StandInOs, say: (line: string) => void): Promise<string> {
  const environment = await buildEnvironment(say);
  const parts = partsOf(environment, os);
  const description = descriptionOf(environment, os);
  // The cache names artifacts by their contents' inputs, so their names stand for them.
  const names = Object.values(parts).map((path) => `${basename(dirname(path))}/${basename(path)}`);
  const key = await labKey('bundle-key');
  const publicKey = await readFile(`${key}.pub`, 'utf8');
  const inputs = [...names, JSON.stringify(description), publicKey, ...treeInputs(BUILDER)];
  const bundle = await cached('bundle.tar', inputs, async (out) => {
    const dir = `${out}.parts`;
    try {
      for (const [name, path] of Object.entries(parts)) await place(path, join(dir, name));
      await writeFile(join(dir, 'bundle.json'), JSON.stringify(description, null, 2));
      await buildBundle(dir, out, { say });
      await signBundle(out, { to: out, key: readSigningKey(await readFile(key, 'utf8'), key) });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
  await writeFile(bundleKeysOf(bundle), publicKey);
  return bundle;
}

/** The public key whose signature the lab's inventories trust. */
export const bundleKeysOf = (bundle: string): string => `${bundle}.pub`;

/** docs/bundle.md: where each part lies in the folder. */
const partsOf = (environment: Environment, os: StandInOs): Readonly<Record<string, string>> => ({
  ...environmentParts(environment),
  'os/root.tar.zst': os.rootTar,
  'os/root.sha256': os.checksums,
});

const descriptionOf = (environment: Environment, os: StandInOs): object => ({
  format: 1,
  os: { name: os.name, version: os.version, layout: 'root' },
  environment: {
    cmdline: environment.cmdline,
    minMemoryBytes: environment.minMemoryBytes,
    wifiDrivers: environment.wifiDrivers,
  },
  archives: [
    {
      path: 'os/root.tar.zst',
      fileSystem: 'ext4',
      label: 'stem-root',
      minimumBytes: MINIMUM_BYTES,
      kernel: os.kernel,
      initramfs: os.initramfs,
      cmdline: os.cmdline,
    },
  ],
});
