import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, extname, join } from 'node:path';

import { LabError } from '../lab-error.ts';

/** Another process may be building the same artifact: its whole build is waited for. */
const LOCK_TIMEOUT_SECONDS = 3600;

/** The folder of the lab's artifacts: `$STEM_LAB_CACHE`, else under the user's cache folder. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const { STEM_LAB_CACHE, XDG_CACHE_HOME } = env;
  return STEM_LAB_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stem-remote', 'lab');
}

/** The inputs that files are: name and content of each, so that an edited builder script rebuilds. */
export function fileInputs(...paths: readonly (string | URL)[]): readonly string[] {
  return paths.map((path) => {
    const name = basename(typeof path === 'string' ? path : path.pathname);
    return `${name}\n${readFileSync(path, 'utf8')}`;
  });
}

/** `name` with a digest of the inputs before its extension: `device.qcow2` -> `device-0a1b2c3d4e5f6071.qcow2`. */
export function cacheName(name: string, inputs: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}-${digest}${extension}`;
}

/**
 * The path of an artifact, built at most once for the same inputs: `build` writes a file or folder at the path
 * it is given, which gets its final name only when it is whole. Artifacts are never removed here, as a device's
 * overlay may stand on one.
 */
export async function cached(
  name: string,
  inputs: readonly string[],
  build: (outFile: string) => Promise<void>,
): Promise<string> {
  const dir = cacheDir();
  const fileName = cacheName(name, inputs);
  const path = join(dir, fileName);
  if (existsSync(path)) return path;
  await mkdir(dir, { recursive: true });
  const unlock = await lock(join(dir, `.${fileName}.lock`));
  try {
    if (existsSync(path)) return path;
    await removeLeftovers(dir, `.building-${fileName}-`);
    const unfinished = join(dir, `.building-${fileName}-${String(process.pid)}`);
    await build(unfinished);
    await rename(unfinished, path);
    return path;
  } finally {
    await unlock();
  }
}

/** Whatever a killed build of the same artifact left: nobody else builds it, as the caller holds its lock. */
async function removeLeftovers(dir: string, prefix: string): Promise<void> {
  for (const entry of await readdir(dir)) {
    if (entry.startsWith(prefix)) await rm(join(dir, entry), { recursive: true, force: true });
  }
}

/**
 * Holds an flock through a child that ends when its standard input does, so that the lock goes with this
 * process, however it ends.
 */
async function lock(file: string): Promise<() => Promise<void>> {
  const holder = spawn(
    'flock',
    ['-w', String(LOCK_TIMEOUT_SECONDS), file, 'sh', '-c', 'echo locked; exec cat >/dev/null'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(holder, 'exit');
  const answer = await Promise.race([once(holder.stdout, 'data').then(() => 'locked'), ended]);
  if (answer !== 'locked') {
    throw new LabError(`${file} was held by another build for an hour.`, {
      hint: 'See which process builds the lab and end it, or wait for it.',
    });
  }
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
