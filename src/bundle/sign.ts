import type { KeyObject } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Manifest } from '../model/manifest.ts';
import { entriesOf, manifestSums, manifestText, tarBytes } from './layout.ts';
import { readBundle, type BundleInfo } from './read.ts';
import { HashedFile, replaceFile } from './replace-file.ts';
import { fill, withFile, type ReadOptions } from './scan.ts';
import { signed } from './signature.ts';
import { encodeHeader, paddingOf } from './tar-header.ts';

const PIECE_BYTES = 1024 * 1024;

export interface SignOptions extends ReadOptions {
  /** The signed bundle; it may be the same file. */
  readonly to: string;
  /** A private key of ed25519. */
  readonly key: KeyObject;
}

/**
 * Reads every byte of a bundle, and writes it with a signature in its manifest, in place of an earlier one. The file gets
 * its name when it is whole and on the disk. @throws StemError BUNDLE_INVALID, FILE_UNREADABLE
 */
export async function signBundle(
  file: string,
  { to, key, ...options }: SignOptions,
): Promise<BundleInfo> {
  const before = await readBundle(file, options);
  const manifest = signed(before.manifest, key);
  return withFile(file, async (from) => ({
    manifest,
    ...(await replaceFile(to, (handle) => writeSigned(handle, { from, before, manifest }))),
  }));
}

interface Source {
  readonly from: FileHandle;
  readonly before: BundleInfo;
  readonly manifest: Manifest;
}

/** A new head; what follows it is as it was, to the byte. */
async function writeSigned(
  handle: FileHandle,
  { from, before, manifest }: Source,
): Promise<Pick<BundleInfo, 'bytes' | 'sha256'>> {
  const file = new HashedFile(handle);
  await file.write(headOf(manifest));
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let at = before.bytes - tarBytes(before.manifest.members); at < before.bytes;) {
    const data = await fill(from, piece.subarray(0, before.bytes - at), at);
    await file.write(data);
    at += data.length;
    if (data.length === 0) throw new Error('the bundle became shorter while it was signed');
  }
  return file.end();
}

/** The manifest and its checksum, as they stand at the beginning of a bundle. */
function headOf(manifest: Manifest): Buffer {
  const text = manifestText(manifest);
  const contents = [text, manifestSums(text)];
  return Buffer.concat(
    contents.flatMap((content, index) => {
      const { path = '', bytes = 0 } = entriesOf(manifest, text)[index] ?? {};
      return [encodeHeader(path, bytes), content, Buffer.alloc(paddingOf(bytes))];
    }),
  );
}
