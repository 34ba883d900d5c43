import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { BundleMember } from '../model/manifest.ts';
import { bundleError, MEND_PARTS } from './bundle-error.ts';
import { MAX_MEMBER_BYTES } from './schema.ts';

/** Where the content of a member comes from. It can be read more than once. */
export interface Source {
  readonly path: string;
  readonly read: () => AsyncIterable<Buffer>;
}

const PIECE = { highWaterMark: 1024 * 1024 };

/** A file of a folder that has the shape of the bundle. */
export const fileSource = (dir: string, path: string): Source => ({
  path,
  read: () => createReadStream(join(dir, path), PIECE) as AsyncIterable<Buffer>,
});

/** A part of a file, such as a member of a bundle. */
export const sliceSource = (
  path: string,
  file: string,
  { start, bytes }: { readonly start: number; readonly bytes: number },
): Source => ({
  path,
  read: () => createReadStream(file, { ...PIECE, start, end: start + bytes - 1 }),
});

/** A file that is open, and may have no name. */
export const handleSource = (path: string, { fd }: FileHandle): Source => ({
  path,
  read: () => createReadStream('', { ...PIECE, fd, autoClose: false, start: 0 }),
});

export const bytesSource = (path: string, bytes: Buffer): Source => ({
  path,
  read: () => Readable.from([bytes]),
});

/** Reads a source whole: its length and sha256. @throws StemError BUNDLE_INVALID where it can't be a member */
export async function measure({ path, read }: Source): Promise<BundleMember> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of read()) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  if (bytes === 0) throw bundleError(`${path} is empty`, MEND_PARTS);
  if (bytes > MAX_MEMBER_BYTES) throw bundleError(`${path} has 8 GiB or more`, MEND_PARTS);
  return { path, bytes, sha256: hash.digest('hex') };
}
