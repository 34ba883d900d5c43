import { resolve } from 'node:path';
import type { BundleBoot } from '../model/manifest.ts';
import { buildFromImage } from '../bundle/build-from-image.ts';
import { buildBundle } from '../bundle/build.ts';
import { readEnvironment, type EnvironmentParts } from '../bundle/environment.ts';
import type { BuiltBundle, WriteOptions } from '../bundle/write-bundle.ts';
import { bytes } from '../report/words.ts';
import type { App } from './app.ts';
import { usageError, type Args } from './args.ts';
import type { OptionSpecs } from './command.ts';

/** `out` is also the last word. */
export const BUILD_OPTIONS = {
  'from-image': {
    type: 'text',
    completes: 'file',
    describe: 'build: a disk image, also packed (.gz, .xz, .zst, .zip), also a flasher',
  },
  out: { type: 'text', completes: 'file', describe: 'build: the name of the bundle' },
  environment: {
    type: 'text',
    completes: 'file',
    describe:
      'build --from-image: the migration environment: a folder of parts, or a bundle. Default: $STEM_ENVIRONMENT',
  },
  layout: {
    type: 'text',
    choices: ['balena', 'flash'],
    describe: 'build --from-image: balena (default), or flash: one ext4 root',
  },
  kernel: { type: 'text', describe: 'build --layout flash: its path in the image (boot/vmlinuz)' },
  initramfs: { type: 'text', describe: 'the same (boot/initrd.img)' },
  cmdline: { type: 'text', describe: 'build --layout flash: what its kernel is told' },
} as const satisfies OptionSpecs;

export const SEE_HELP = 'Run `stem-remote help bundle` for examples.';

/** Builds from an image or a folder. Null where a signal stopped it: then nothing was written. */
export async function buildAny(args: Args, app: App): Promise<BuiltBundle | null> {
  const stopped = new AbortController();
  const options: WriteOptions = {
    say: (line) => {
      app.err(line);
    },
    onStop: (stop) =>
      app.onSignal(() => {
        stopped.abort();
        stop();
      }),
  };
  try {
    return await (args.text('from-image') === undefined
      ? fromParts(args, app, options)
      : fromImage(args, app, options));
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    app.err('Stopped. No bundle was written.');
    return null;
  }
}

function fromParts(args: Args, app: App, options: WriteOptions): Promise<BuiltBundle> {
  const stray = Object.keys(BUILD_OPTIONS).find(
    (name) => name !== 'out' && args.text(name) !== undefined,
  );
  if (stray !== undefined)
    throw usageError(`--${stray} goes with --from-image`, 'Say `bundle build --from-image FILE`.');
  if (args.text('path') === undefined || args.text('out') === undefined)
    throw usageError(
      '`bundle build` needs a name for the bundle',
      'Say `bundle build PARTS_DIR OUT.tar`, or `bundle build --from-image FILE --out OUT.tar`.',
    );
  const onProgress = progress('written', app);
  return buildBundle(pathOf('path', args, app), pathOf('out', args, app), {
    ...options,
    onProgress,
  });
}

function fromImage(args: Args, app: App, options: WriteOptions): Promise<BuiltBundle> {
  const image = pathOf('from-image', args, app);
  if (args.text('path') !== undefined)
    throw usageError('`bundle build` takes a folder of parts or --from-image, not both');
  if (args.text('out') === undefined)
    throw usageError(
      '`bundle build` needs a name for the bundle',
      `Say \`${commandOf(args, 'OUT.tar')}\`.`,
    );
  const layout = args.text('layout') === 'flash' ? 'flash' : 'balena';
  const boot = bootOf(args);
  if (layout === 'balena' && Object.keys(boot).length > 0)
    throw usageError(`--${Object.keys(boot).join(', --')} goes with --layout flash`);
  return buildFromImage(image, pathOf('out', args, app), {
    ...options,
    layout,
    boot,
    environment: () => environmentOf(args, app),
    progress: (what) => progress(what, app),
  });
}

const bootOf = (args: Args): Partial<BundleBoot> => {
  const inside = (name: string): string | undefined => args.text(name)?.replace(/^\/+/, '');
  const [kernel, initramfs] = [inside('kernel'), inside('initramfs')];
  const cmdline = args.text('cmdline');
  return {
    ...(kernel !== undefined && { kernel }),
    ...(initramfs !== undefined && { initramfs }),
    ...(cmdline !== undefined && { cmdline }),
  };
};

/** An environment is never guessed: it decides whether a device comes back. */
function environmentOf(args: Args, app: App): Promise<EnvironmentParts> {
  const usual = app.env['STEM_ENVIRONMENT'] ?? '';
  const path = args.text('environment') ?? usual;
  if (path !== '') return readEnvironment(resolve(app.cwd, path));
  throw usageError(
    'a bundle needs a migration environment, and none is named',
    `Say \`${commandOf(args, args.text('out') ?? 'OUT.tar')} --environment ENV\`. ENV is an earlier bundle, or a folder that \`npm run lab -- environment ENV\` makes.`,
  );
}

const commandOf = (args: Args, out: string): string =>
  [
    'stem-remote bundle build',
    ...['from-image', 'layout', 'kernel', 'initramfs', 'cmdline'].flatMap((name) => {
      const value = args.text(name);
      return value === undefined ? [] : [`--${name}`, quoted(value)];
    }),
    '--out',
    quoted(out),
  ].join(' ');

const quoted = (word: string): string =>
  /^[\w./:=+@%,~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export const pathOf = (name: string, args: Args, app: App): string =>
  resolve(app.cwd, args.text(name) ?? '');

/** A line for each tenth, so that a log stays short. Small files need none. */
export function progress(done: string, app: App): (doneBytes: number, totalBytes: number) => void {
  let tenth = 0;
  return (doneBytes, totalBytes) => {
    const now = Math.floor((doneBytes * 10) / totalBytes);
    if (totalBytes < SMALL_BYTES || now <= tenth) return;
    tenth = now;
    app.err(`${done}: ${bytes(doneBytes)} of ${bytes(totalBytes)}`);
  };
}

const SMALL_BYTES = 64 * 1024 * 1024;
