import { randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { StemError } from '../../model/errors.ts';
import { fileError } from '../bundle-error.ts';

/**
 * A file beside `file` that has no name: whatever ends this process, a signal or a power cut of it, the room is free again.
 * Other programs get it as an open file.
 */
export async function hiddenFile(file: string): Promise<FileHandle> {
  const name = `${file}.${randomUUID().slice(0, 8)}.unpacked`;
  try {
    const handle = await open(name, 'wx+', 0o600);
    // At once, before anything can wait.
    unlinkSync(name);
    return handle;
  } catch (error) {
    throw fileError(file, error);
  }
}

const PIECE = 65_536;
const ZEROS = Buffer.alloc(PIECE);

export interface Limit {
  readonly mostBytes: number;
  /** The refusal of what is longer. */
  readonly tooLong: () => Error;
  readonly onBytes?: ((doneBytes: number) => void) | undefined;
}

/** Writes what comes, and leaves holes where it is all zeros. @returns the length @throws StemError FILE_UNREADABLE where there is no room */
export async function writeSparse(
  handle: FileHandle,
  source: AsyncIterable<Buffer>,
  { mostBytes, tooLong, onBytes }: Limit,
): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of source) {
      if (bytes + chunk.length > mostBytes) throw tooLong();
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        if (!piece.equals(ZEROS.subarray(0, piece.length)))
          await writeAll(handle, piece, bytes + at);
      }
      bytes += chunk.length;
      onBytes?.(bytes);
    }
    await handle.truncate(bytes);
    return bytes;
  } catch (error) {
    throw noRoom(error, bytes);
  }
}

async function writeAll(handle: FileHandle, data: Buffer, position: number): Promise<void> {
  for (let done = 0; done < data.length;) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function noRoom(error: unknown, bytes: number): unknown {
  if (!(error instanceof Error) || !('code' in error) || !FULL.includes(String(error.code)))
    return error;
  return new StemError(
    `there is no room beside the bundle: it was full after ${String(bytes)} bytes of the unpacked image`,
    {
      code: 'FILE_UNREADABLE',
      hint: 'Name a bundle on a disk with room for the unpacked image and the bundle.',
      cause: error,
    },
  );
}
