import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { buildBundle } from '../../bundle/build.ts';
import { inspectBundle, readBundle } from '../../bundle/read.ts';
import { signBundle } from '../../bundle/sign.ts';
import {
  fingerprintOf,
  needsPassphrase,
  readSigningKey,
  readTrustedKeys,
} from '../../bundle/signing-keys.ts';
import { vouchedBy } from '../../bundle/trust.ts';
import { bundleJson, bundleText, type ShownBundle } from '../../report/bundle-view.ts';
import { bytes } from '../../report/words.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { fileOf, JSON_LINES } from '../options.ts';
import { readText } from '../read-text.ts';
import { TRUST } from '../run/bundle-trust.ts';

const ACTIONS = { build, inspect, sign, verify };

/** Makes a bundle, or looks at one. No device takes part. */
export const bundleCommand: CliCommand = {
  usage: 'bundle <action> <path> [out]',
  describe: 'Build a bundle from a folder of parts; inspect, sign or verify one',
  positionals: {
    action: { choices: Object.keys(ACTIONS) },
    path: { completes: 'file' },
    out: { completes: 'file' },
  },
  options: {
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
    const shown = await ACTIONS[action](pathOf('path', args, app), args, app);
    app.out(args.flag('json') ? bundleJson(shown) : bundleText(shown));
    return 0;
  },
};

async function build(dir: string, args: Args, app: App): Promise<ShownBundle> {
  if (args.text('out') === undefined)
    throw usageError(
      '`bundle build` needs a name for the bundle',
      'Say `bundle build PARTS_DIR OUT.tar`.',
    );
  const onProgress = progress('written', app);
  const built = await buildBundle(dir, pathOf('out', args, app), {
    say: (line) => {
      app.err(line);
    },
    onProgress,
  });
  return { ...built, signer: null };
}

async function sign(file: string, args: Args, app: App): Promise<ShownBundle> {
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

async function inspect(file: string): Promise<ShownBundle> {
  return shown(file, { ...(await inspectBundle(file)), sha256: null });
}

async function verify(file: string, args: Args, app: App): Promise<ShownBundle> {
  const read = await readBundle(file, { onProgress: progress('verified', app) });
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
  if (action !== 'verify' && args.text('bundle-keys') !== undefined)
    throw usageError(`\`bundle ${action}\` takes no --bundle-keys`);
}

const isAction = (word: string): word is keyof typeof ACTIONS => Object.hasOwn(ACTIONS, word);

const pathOf = (name: string, args: Args, app: App): string =>
  resolve(app.cwd, args.text(name) ?? '');

/** A line for each tenth, so that a log stays short. Small files need none. */
function progress(done: string, app: App): (doneBytes: number, totalBytes: number) => void {
  let tenth = 0;
  return (doneBytes, totalBytes) => {
    const now = Math.floor((doneBytes * 10) / totalBytes);
    if (totalBytes < SMALL_BYTES || now <= tenth) return;
    tenth = now;
    app.err(`${done}: ${bytes(doneBytes)} of ${bytes(totalBytes)}`);
  };
}

const SMALL_BYTES = 64 * 1024 * 1024;
