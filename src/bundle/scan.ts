import { createHash, type Hash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { StemError } from '../model/errors.ts';
import { BUILD_AGAIN, bundleError, fileError } from './bundle-error.ts';
import { BLOCK } from './tar-header.ts';

export interface ReadOptions {
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

export interface ScanSource {
  readonly handle: FileHandle;
  readonly file: string;
  readonly bytes: number;
  readonly options: ReadOptions;
}

/** Reads on and on, and hashes what it reads. */
export class Scan {
  position = 0;
  readonly file: string;
  readonly bytes: number;
  private readonly source: ScanSource;
  private readonly whole = createHash('sha256');
  private readonly buffer = Buffer.alloc(1024 * 1024);

  constructor(source: ScanSource) {
    this.source = source;
    this.file = source.file;
    this.bytes = source.bytes;
  }

  async block(): Promise<Buffer> {
    return Buffer.from(await this.piece(BLOCK));
  }

  async isEmpty(length: number): Promise<boolean> {
    return length === 0 || (await this.piece(length)).every((byte) => byte === 0);
  }

  async read(length: number, hash: Hash): Promise<void> {
    for (let left = length; left > 0;) {
      const piece = await this.piece(Math.min(left, this.buffer.length));
      hash.update(piece);
      left -= piece.length;
    }
  }

  sha256(): string {
    return this.whole.digest('hex');
  }

  /** Valid until the next read. */
  private async piece(length: number): Promise<Buffer> {
    const { handle, options } = this.source;
    const piece = await fill(handle, this.buffer.subarray(0, length), this.position);
    if (piece.length < length)
      throw refusal(
        this.file,
        `it became shorter while it was read: ${String(this.position)} bytes`,
      );
    this.whole.update(piece);
    this.position += length;
    options.onProgress?.(this.position, this.bytes);
    return piece;
  }
}

export const readAt = (handle: FileHandle, position: number, length: number): Promise<Buffer> =>
  fill(handle, Buffer.alloc(length), position);

/** A read may give less than was asked for; at the end of the file it gives nothing. */
export async function fill(handle: FileHandle, into: Buffer, position: number): Promise<Buffer> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return into.subarray(0, done);
}

/** A FIFO would wait for a writer for ever, so only a regular file is opened. */
export async function withFile<T>(
  file: string,
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    if (!(await stat(file)).isFile())
      throw new StemError(`${file} is not a regular file`, {
        code: 'FILE_UNREADABLE',
        hint: 'Name the file of a bundle.',
      });
    handle = await open(file, 'r');
    return await work(handle);
  } catch (error) {
    throw fileError(file, error);
  } finally {
    await handle?.close();
  }
}

export const refusal = (file: string, problem: string): Error =>
  bundleError(`${file}: ${problem}`, BUILD_AGAIN);
