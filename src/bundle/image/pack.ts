import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../scan.ts';
import { StemError } from '../../model/errors.ts';
import type { Disk, Span } from './disk.ts';
import { imageError } from './image-error.ts';
import { writeSparse } from './hidden-file.ts';
import type { Workshop } from './workshop.ts';

/**
 * One thread and one level, so that the same image makes the same bytes by the same zstd. Level 12 is within a few per cent of
 * 19 for such file systems in a sixth of the time, and its window of 4 MiB suits a device with little memory.
 */
const ZSTD = ['-q', '-c', '-12', '--single-thread', '--no-progress'];
const PIECE = 1024 * 1024;

export interface PackedImage {
  readonly handle: FileHandle;
  readonly packedBytes: number;
  /** Of what is packed, before it was. */
  readonly bytes: number;
  readonly sha256: string;
}

/** Packs a whole partition into a hidden file. Holes of the image are read as zeros, and become next to nothing. */
export async function packImage(
  disk: Disk,
  place: Span,
  { workshop, label }: { readonly workshop: Workshop; readonly label: string },
): Promise<PackedImage> {
  const handle = await workshop.hidden();
  const hash = createHash('sha256');
  const progress = workshop.progress(`packed ${label}`);
  const child = spawn('zstd', ZSTD, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-1000)));
  child.stdin.on('error', () => undefined); // Its exit says why it takes no more.
  const ended = once(child, 'close');
  let isOver = false;
  const feed = async (): Promise<void> => {
    for (let done = 0; done < place.bytes && !isOver;) {
      const piece = await readAt(
        disk.handle,
        place.start + done,
        Math.min(PIECE, place.bytes - done),
      );
      if (piece.length === 0) throw imageError(disk.shown, 'became shorter while it was read');
      hash.update(piece);
      done += piece.length;
      if (!child.stdin.write(piece)) await drained(child.stdin, ended);
      progress(done, place.bytes);
    }
    child.stdin.end();
  };
  const take = writeSparse(handle, child.stdout, {
    mostBytes: place.bytes * 2 + PIECE,
    tooLong: () => new Error('zstd made more of it than it was'),
  });
  try {
    const [packedBytes, code] = await Promise.all([take, ended.then(firstOf), feed()]);
    if (code !== 0) throw new Error(`zstd ended with ${String(code)}: ${said.trim()}`);
    return { handle, packedBytes, bytes: place.bytes, sha256: hash.digest('hex') };
  } catch (error) {
    throw packError(error);
  } finally {
    isOver = true;
    child.kill('SIGKILL');
  }
}

const firstOf = ([code]: readonly unknown[]): unknown => code;

/** A program that has ended drains nothing. */
const drained = async (stdin: NodeJS.EventEmitter, ended: Promise<unknown>): Promise<void> => {
  await Promise.race([once(stdin, 'drain'), ended]);
};

const packError = (error: unknown): unknown =>
  error instanceof Error && error.message.includes('spawn zstd ENOENT')
    ? new StemError("the image can't be packed: there is no zstd here", {
        code: 'FILE_UNREADABLE',
        hint: 'Install zstd.',
        cause: error,
      })
    : error;
