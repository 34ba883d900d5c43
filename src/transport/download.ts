import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { script } from '../commands/script.ts';
import { sh } from '../model/command.ts';
import type { DownloadAction } from '../model/action.ts';
import { StemError } from '../model/errors.ts';
import type { User } from '../model/fact.ts';
import { DataLine } from './data-line.ts';
import type { Device, Line } from './greet.ts';
import { hashOf } from './hash-of.ts';
import { reasonOf, uploadFailed } from './transport-errors.ts';

/** Is it a file, and which hash has it. */
const LOOK = `[ -f "$1" ] || { echo "$1 is no file" >&2; exit 4; }
sha256sum <"$1"`;

const LOCK_SECONDS = 300;
/** The most that a server of OpenSSH reads at once is twice that. */
const CHUNKS = { concurrency: 16, chunkSize: 131_072 } as const;
const CLOSING_MS = 200;
const LOOK_THERE = 'Look at the file on the device.';

export interface DownloadPorts {
  readonly device: Device;
  readonly line: Line;
}

/** By SFTP, or through root where the login user may not read it. Whole and with the right hash, or not at all. */
export async function download(
  ports: DownloadPorts,
  wish: DownloadAction,
): Promise<'same' | 'new'> {
  const { from, to } = wish;
  const look = await run(ports, wish, wish.as ?? 'root');
  if (look.exitCode !== 0)
    throw uploadFailed(`${from} can't be read on the device: ${look.stderr.trim()}`, LOOK_THERE);
  const hash = look.stdout.slice(0, 64);
  if ((await hashOf(to).catch(() => null)) === hash) return 'same';
  const part = `${to}.part`;
  await mkdir(dirname(to), { recursive: true });
  try {
    const isReadable = await mayRead(ports, wish);
    await (isReadable ? bySftp(ports, wish, part) : throughRoot(ports, wish, part));
    if ((await hashOf(part)) !== hash)
      throw uploadFailed(`${from} did not arrive as it is on the device`, 'Try again.');
    await sync(part);
    await rename(part, to);
    return 'new';
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof StemError) throw error;
    throw uploadFailed(`${to} can't be written: ${reasonOf(error)}`, 'Check its directory.', error);
  }
}

const run = (
  { line }: DownloadPorts,
  { from, timeoutMs }: DownloadAction,
  as: User,
): ReturnType<Line['shell']['run']> =>
  line.shell.run(script('look', LOOK, from), {
    as,
    timeoutMs,
    lockSeconds: LOCK_SECONDS,
  });

const mayRead = async (
  { line }: DownloadPorts,
  { from, timeoutMs }: DownloadAction,
): Promise<boolean> => {
  const wish = { as: 'login', timeoutMs, lockSeconds: LOCK_SECONDS } as const;
  return (await line.shell.run(sh('test', '-r', from), wish)).exitCode === 0;
};

async function bySftp(
  { device, line }: DownloadPorts,
  { from, timeoutMs }: DownloadAction,
  part: string,
): Promise<void> {
  const data = await DataLine.open(device, line.link.accepted, AbortSignal.timeout(timeoutMs));
  try {
    const got = data.client.fastGet(from, part, CHUNKS);
    await Promise.race([got, data.lost]);
  } catch (error) {
    // A broken line fails its requests before it says that it is closed.
    await Promise.race([data.lost, sleep(CLOSING_MS)]);
    throw error;
  } finally {
    data.close();
  }
}

async function throughRoot(
  { line }: DownloadPorts,
  { from, timeoutMs }: DownloadAction,
  part: string,
): Promise<void> {
  const out = createWriteStream(part, { mode: 0o600 });
  const written = finished(out);
  written.catch(() => undefined);
  const { exitCode, stderr } = await line.shell.run(sh('cat', from), {
    as: 'root',
    timeoutMs,
    lockSeconds: LOCK_SECONDS,
    onStdout: (chunk, channel) => {
      if (out.write(chunk)) return;
      channel.pause();
      out.once('drain', () => {
        channel.resume();
      });
    },
  });
  out.end();
  await written;
  if (exitCode !== 0) throw uploadFailed(`${from} can't be read: ${stderr.trim()}`, LOOK_THERE);
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
