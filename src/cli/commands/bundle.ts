import { resolve } from 'node:path';
import { buildBundle } from '../../bundle/build.ts';
import { inspectBundle, readBundle } from '../../bundle/read.ts';
import { bundleJson, bundleText, type ShownBundle } from '../../report/bundle-view.ts';
import { bytes } from '../../report/words.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { JSON_LINES } from '../options.ts';

const ACTIONS = { build, inspect, verify };

/** Makes a bundle, or looks at one. No device takes part. */
export const bundleCommand: CliCommand = {
  usage: 'bundle <action> <path> [out]',
  describe: 'Build a bundle from a folder of parts, inspect or verify one',
  positionals: {
    action: { choices: Object.keys(ACTIONS) },
    path: { completes: 'file' },
    out: { completes: 'file' },
  },
  options: { ...JSON_LINES },
  examples: [
    ['stem-remote bundle build PARTS_DIR OUT.tar', 'make a bundle; docs/bundle.md has the parts'],
    ['stem-remote bundle inspect FILE', 'what is in it'],
    ['stem-remote bundle verify FILE', 'read every byte and compare it with the manifest'],
  ],
  run: async (args, app) => {
    const action = args.text('action') ?? '';
    if (!isAction(action))
      throw usageError(
        `there is no \`bundle ${action}\``,
        `Say one of ${Object.keys(ACTIONS).join(', ')}.`,
      );
    if (action !== 'build' && args.text('out') !== undefined)
      throw usageError(`\`bundle ${action}\` takes one file, not two`);
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
  return buildBundle(dir, pathOf('out', args, app), {
    say: (line) => {
      app.err(line);
    },
    onProgress,
  });
}

async function inspect(file: string): Promise<ShownBundle> {
  return { file, ...(await inspectBundle(file)), sha256: null };
}

async function verify(file: string, _: Args, app: App): Promise<ShownBundle> {
  return { file, ...(await readBundle(file, { onProgress: progress('verified', app) })) };
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
