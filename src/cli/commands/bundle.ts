import type { KeyObject } from 'node:crypto';
import { inspectBundle, readBundle } from '../../bundle/read.ts';
import { checkImages } from '../../bundle/check-images.ts';
import { signBundle } from '../../bundle/sign.ts';
import {
  fingerprintOf,
  needsPassphrase,
  readSigningKey,
  readTrustedKeys,
} from '../../bundle/signing-keys.ts';
import { vouchedBy } from '../../bundle/trust.ts';
import { bundleJson, bundleText, type ShownBundle } from '../../report/bundle-view.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { fileOf, JSON_LINES } from '../options.ts';
import { BUILD_OPTIONS, buildAny, pathOf, progress, SEE_HELP } from '../bundle-build.ts';
import { readText } from '../read-text.ts';
import { TRUST } from '../run/bundle-trust.ts';

const ACTIONS = { build, inspect, sign, verify };

/** Makes a bundle, or looks at one. No device takes part. */
export const bundleCommand: CliCommand = {
  usage: 'bundle <action> [path] [out]',
  describe: 'Build a bundle from a disk image or a folder of parts; inspect, sign or verify one',
  positionals: {
    action: { choices: Object.keys(ACTIONS) },
    path: { completes: 'file' },
    out: { completes: 'file' },
  },
  options: {
    ...BUILD_OPTIONS,
    key: {
      type: 'text',
      completes: 'file',
      describe: 'sign: the private key of ed25519, as ssh-keygen or openssl makes it',
    },
    'bundle-keys': {
      ...TRUST['bundle-keys'],
      describe: 'verify: the public keys of which one must have signed it',
    },
    ...JSON_LINES,
  },
  examples: [
    ['stem-remote bundle build PARTS_DIR OUT.tar', 'make a bundle; docs/bundle.md has the parts'],
    [
      'stem-remote bundle build --from-image balena.img.zip --out OUT.tar --environment ENV',
      'make one from an image of balenaOS; ENV has the migration environment',
    ],
    ['stem-remote bundle inspect FILE', 'what is in it'],
    ['stem-remote bundle verify FILE', 'read every byte and compare it with the manifest'],
    ['stem-remote bundle sign FILE --key KEY', 'vouch for it; with OUT the signed one goes there'],
  ],
  run: async (args, app) => {
    const action = args.text('action') ?? '';
    if (!isAction(action))
      throw usageError(
        `there is no \`bundle ${action}\``,
        `Say one of ${Object.keys(ACTIONS).join(', ')}.`,
      );
    assertFits(action, args);
    const shown = await ACTIONS[action](args, app);
    if (shown === null) return EXIT.aborted;
    app.out(args.flag('json') ? bundleJson(shown) : bundleText(shown));
    return 0;
  },
};

async function build(args: Args, app: App): Promise<ShownBundle | null> {
  const built = await buildAny(args, app);
  return built && { ...built, signer: null };
}

async function sign(args: Args, app: App): Promise<ShownBundle> {
  const file = named(args, app);
  const keyFile = fileOf('key', args, app);
  if (keyFile === null)
    throw usageError(
      '`bundle sign` needs a private key',
      'Say `bundle sign FILE --key KEY`; `ssh-keygen -t ed25519 -f KEY` makes one.',
    );
  const key = await signingKey(keyFile, app);
  const to = args.text('out') === undefined ? file : pathOf('out', args, app);
  return shown(to, await signBundle(file, { to, key, onProgress: progress('read', app) }));
}

async function signingKey(file: string, app: App): Promise<KeyObject> {
  const text = readText(file, 'the private key');
  if (!needsPassphrase(text)) return readSigningKey(text, file);
  if (!app.isInTerminal)
    throw usageError(
      `${file} has a passphrase, and nobody is at the terminal to give it`,
      'Sign at a terminal, or with a key without one that only you can read.',
    );
  return readSigningKey(text, file, await app.askHidden(`Passphrase of ${file}: `));
}

async function inspect(args: Args, app: App): Promise<ShownBundle> {
  const file = named(args, app);
  return shown(file, { ...(await inspectBundle(file)), sha256: null });
}

async function verify(args: Args, app: App): Promise<ShownBundle> {
  const file = named(args, app);
  const read = await readBundle(file, { onProgress: progress('verified', app) });
  await checkImages(file, read.manifest, (label) => progress(`compared ${label}`, app));
  const keysFile = fileOf('bundle-keys', args, app);
  if (keysFile !== null) {
    const keys = readTrustedKeys(readText(keysFile, 'the bundle keys'), keysFile);
    vouchedBy(read.manifest, { keys, isUnsignedAllowed: false }, file);
  }
  return shown(file, read);
}

const shown = (file: string, read: Omit<ShownBundle, 'file' | 'signer'>): ShownBundle => ({
  ...{ file, ...read },
  signer:
    read.manifest.signature === null ? null : fingerprintOf(read.manifest.signature.publicKey),
});

/** @throws StemError USAGE where a word belongs to another action */
function assertFits(action: keyof typeof ACTIONS, args: Args): void {
  if (!['build', 'sign'].includes(action) && args.text('out') !== undefined)
    throw usageError(`\`bundle ${action}\` takes one file, not two`);
  if (action !== 'sign' && args.text('key') !== undefined)
    throw usageError(`\`bundle ${action}\` takes no --key`, 'Say `bundle sign FILE --key KEY`.');
  const stray = Object.keys(BUILD_OPTIONS).find(
    (name) => action !== 'build' && name !== 'out' && args.text(name) !== undefined,
  );
  if (stray !== undefined) throw usageError(`\`bundle ${action}\` takes no --${stray}`);
  if (action !== 'verify' && args.text('bundle-keys') !== undefined)
    throw usageError(`\`bundle ${action}\` takes no --bundle-keys`);
}

function named(args: Args, app: App): string {
  if (args.text('path') !== undefined) return pathOf('path', args, app);
  throw usageError('a word is missing: stem-remote bundle <action> <path> [out]', SEE_HELP);
}

const isAction = (word: string): word is keyof typeof ACTIONS => Object.hasOwn(ACTIONS, word);
