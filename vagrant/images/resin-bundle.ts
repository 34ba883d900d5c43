import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { buildFromImage } from '../../src/bundle/build-from-image.ts';
import { readEnvironment } from '../../src/bundle/environment.ts';
import { signBundle } from '../../src/bundle/sign.ts';
import { readSigningKey } from '../../src/bundle/signing-keys.ts';
import { buildLabBundle, bundleKeysOf } from './bundle.ts';
import { cached } from './cache.ts';
import { labKey } from './lab-key.ts';
import { buildResinOs } from './resin-os.ts';
import { treeInputs } from './root-file-system.ts';

const BUILDER = join(import.meta.dirname, '..', '..', 'src', 'bundle');

/** The path of a bundle of layout `balena`: what `bundle build --from-image` makes of the lab's resinOS image, signed. */
export async function buildResinBundle(say: (line: string) => void): Promise<string> {
  const { image } = await buildResinOs(say);
  // Its environment is the same.
  const other = await buildLabBundle(say);
  const key = await labKey('bundle-key');
  const publicKey = await readFile(`${key}.pub`, 'utf8');
  const inputs = [basename(image), basename(other), publicKey, ...treeInputs(BUILDER)];
  const bundle = await cached('resin-bundle.tar', inputs, async (out) => {
    await buildFromImage(image, out, {
      say,
      layout: 'balena',
      boot: {},
      environment: () => readEnvironment(other),
    });
    await signBundle(out, { to: out, key: readSigningKey(await readFile(key, 'utf8'), key) });
  });
  await writeFile(bundleKeysOf(bundle), publicKey);
  return bundle;
}
