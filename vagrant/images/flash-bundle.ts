import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { buildFromImage } from '../../src/bundle/build-from-image.ts';
import { readEnvironment } from '../../src/bundle/environment.ts';
import { signBundle } from '../../src/bundle/sign.ts';
import { readSigningKey } from '../../src/bundle/signing-keys.ts';
import { runProgram } from '../run-program.ts';
import { buildLabBundle, bundleKeysOf } from './bundle.ts';
import { cached, fileInputs } from './cache.ts';
import { labKey } from './lab-key.ts';
import { treeInputs } from './root-file-system.ts';
import { buildStandInOs, type StandInOs } from './stand-in-os.ts';

const BUILDER = join(import.meta.dirname, '..', '..', 'src', 'bundle');
const TIMEOUT = { timeoutMs: 10 * 60_000 };
const SIZE = '1G';

/** The path of a bundle of layout `flash`: the stand-in OS as one ext4 image, signed. */
export async function buildFlashBundle(say: (line: string) => void): Promise<string> {
  const os = await buildStandInOs(say);
  const image = await cached(
    'flash-root.raw',
    [basename(dirname(os.rootTar)), ...fileInputs(import.meta.filename)],
    (out) => makeImage(os, out),
  );
  const other = await buildLabBundle(say);
  const key = await labKey('bundle-key');
  const publicKey = await readFile(`${key}.pub`, 'utf8');
  const inputs = [basename(image), basename(other), publicKey, ...treeInputs(BUILDER)];
  const bundle = await cached('flash-bundle.tar', inputs, async (out) => {
    await buildFromImage(image, out, {
      say,
      layout: 'flash',
      boot: { kernel: os.kernel, initramfs: os.initramfs, cmdline: os.cmdline },
      environment: () => readEnvironment(other),
    });
    await signBundle(out, { to: out, key: readSigningKey(await readFile(key, 'utf8'), key) });
  });
  await writeFile(bundleKeysOf(bundle), publicKey);
  return bundle;
}

/** As root, whose archives keep their owners. The bundle's GRUB does not know the newest features of ext4. */
async function makeImage({ rootTar }: StandInOs, out: string): Promise<void> {
  const dir = `${out}.root`;
  try {
    await mkdir(dir);
    const options = ['--zstd', '--numeric-owner', '--xattrs', '--xattrs-include=*'];
    await runProgram(['tar', ...options, '-xpf', rootTar, '-C', dir], TIMEOUT);
    const made = ['-q', '-F', '-t', 'ext4', '-O', '^orphan_file,^metadata_csum_seed'];
    await runProgram(['mke2fs', ...made, '-L', 'stem-root', '-d', dir, out, SIZE], TIMEOUT);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
