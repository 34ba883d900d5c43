import type { FileHandle } from 'node:fs/promises';
import { StemError } from '../model/errors.ts';
import type { DataLine } from './data-line.ts';
import { reasonOf, uploadFailed } from './transport-errors.ts';

/**
 * Together what an SSH window holds: more only costs memory. 255 KiB is the most that an SFTP server of OpenSSH
 * takes at once, for it counts the head of a message in its 256 KiB.
 */
const CHUNK = 261_120;
const MOST_OUTSTANDING = 16;

const LEAST_CHUNK = 16_384;
const QUICK_MS = 250;
const SLOW_MS = 2000;

/**
 * How much to send as one message, and how many ahead of the answers. The device answers a whole one only, and a line counts as
 * dead when nothing arrives for a while: over a slow line the messages have to be short, and few, as the questions of
 * other connections stand behind them; over a quick one long ones cost less.
 */
export class Pace {
  chunk = LEAST_CHUNK;
  readonly #now: () => number;
  #last: number;

  constructor(now = (): number => performance.now()) {
    this.#now = now;
    this.#last = now();
  }

  get most(): number {
    return Math.min(MOST_OUTSTANDING, (2 * this.chunk) / LEAST_CHUNK);
  }

  arrived(): void {
    const passed = this.#now() - this.#last;
    this.#last += passed;
    if (passed < QUICK_MS) this.chunk = Math.min(CHUNK, this.chunk * 2);
    else if (passed > SLOW_MS) this.chunk = Math.max(LEAST_CHUNK, Math.floor(this.chunk / 2));
  }
}

export interface Push {
  readonly file: FileHandle;
  readonly bytes: number;
  /** The file on the device. It is there, and the login user may write it. */
  readonly to: string;
  /** How much of it is there already. */
  readonly offset: number;
  readonly onArrived: (position: number) => void;
}

/**
 * Writes the rest of the file. Writes are sent in order, and a server does them in order: wherever this breaks off,
 * the beginning of the file is what is there.
 */
export async function push(line: DataLine, wish: Push): Promise<void> {
  try {
    await Promise.race([write(line, wish), line.lost]);
  } catch (error) {
    throw error instanceof StemError ? error : await explain(line, wish, error);
  }
}

async function write(line: DataLine, { file, to, bytes, offset, onArrived }: Push): Promise<void> {
  const handle = await open(line, to);
  const free = Array.from({ length: MOST_OUTSTANDING }, () => Buffer.allocUnsafe(CHUNK));
  const underWay = new Set<Promise<void>>();
  const pace = new Pace();
  let arrived = offset;
  for (let at = offset; at < bytes;) {
    while (underWay.size >= pace.most) await Promise.race(underWay);
    const buffer = free.pop() ?? Buffer.allocUnsafe(CHUNK);
    const { bytesRead } = await file.read(buffer, 0, Math.min(pace.chunk, bytes - at), at);
    if (bytesRead === 0) throw uploadFailed('the file became shorter while it was pushed', KEEP);
    const writing = writeChunk(line, { handle, chunk: buffer.subarray(0, bytesRead), at });
    const done = writing.then(() => {
      underWay.delete(done);
      free.push(buffer);
      pace.arrived();
      arrived += bytesRead;
      onArrived(arrived);
    });
    // Waited for below, the failed ones too; until then nobody listens.
    done.catch(() => undefined);
    underWay.add(done);
    at += bytesRead;
  }
  await Promise.all(underWay);
  await close(line, handle);
}

export const KEEP = 'Leave the file alone while it is pushed, then resume.';

const open = ({ sftp }: DataLine, path: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    sftp.open(path, 'r+', (error, handle) => {
      if (error === undefined) resolve(handle);
      else reject(error);
    });
  });

interface Chunk {
  readonly handle: Buffer;
  readonly chunk: Buffer;
  readonly at: number;
}

const writeChunk = ({ sftp }: DataLine, { handle, chunk, at }: Chunk): Promise<void> =>
  new Promise((resolve, reject) => {
    sftp.write(handle, chunk, 0, chunk.length, at, settle(resolve, reject));
  });

const close = ({ sftp }: DataLine, handle: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    sftp.close(handle, settle(resolve, reject));
  });

const settle =
  (resolve: () => void, reject: (error: Error) => void) =>
  (error?: Error | null): void => {
    if (error === undefined || error === null) resolve();
    else reject(error);
  };

/** A number is a status that the device sent; without one the channel broke, or the local file did. */
async function explain(line: DataLine, { to }: Push, error: unknown): Promise<Error> {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'number')
    return uploadFailed(
      `the device refuses to write ${to}: ${reasonOf(error)}`,
      'Look at the room there, and whether the login user can reach the directory.',
      error,
    );
  if (typeof code === 'string')
    return uploadFailed(`the file can't be read: ${reasonOf(error)}`, KEEP, error);
  line.close();
  return line.lost.catch((lost: unknown) => (lost instanceof Error ? lost : new Error('lost')));
}
