import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { MANIFEST_FILE, type BundleMember, type Manifest } from '../model/manifest.ts';
import { bundleError, MEND_PARTS } from './bundle-error.ts';
import { entriesOf, manifestSums, manifestText, tarBytes } from './layout.ts';
import { parseManifest } from './manifest.ts';
import type { BundleInfo } from './read.ts';
import { HashedFile, replaceFile } from './replace-file.ts';
import type { Source } from './source.ts';
import { encodeHeader, END_BYTES, paddingOf } from './tar-header.ts';

export interface BuiltBundle extends BundleInfo {
  readonly file: string;
}

export interface WriteOptions {
  /** What is being done, a line at a time. */
  readonly say?: ((line: string) => void) | undefined;
  /** Of the tar that is being written. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** Calls `stop` where the file is no longer wanted, until the returned function is called. */
  readonly onStop?: ((stop: () => void) => () => void) | undefined;
}

/** What is in a bundle: a source for each member. */
export interface Content {
  readonly manifest: Manifest;
  readonly sources: readonly Source[];
}

/** Writes the tar. It gets its name when it is whole and on the disk. @throws StemError BUNDLE_INVALID, FILE_UNREADABLE */
export async function writeBundle(
  file: string,
  { manifest: made, sources }: Content,
  options: WriteOptions,
): Promise<BuiltBundle> {
  // What no reader would take must not be written.
  const manifest = parseManifest(manifestText(made).toString(), `the new ${MANIFEST_FILE}`);
  options.say?.(`Writing ${file}`);
  let isWanted = true;
  const release = options.onStop?.(() => (isWanted = false));
  try {
    const written = await replaceFile(file, (handle) =>
      writeTar(handle, {
        manifest,
        sources,
        onBytes: (done, total) => {
          if (!isWanted) throw new Error('the bundle was given up while it was written');
          options.onProgress?.(done, total);
        },
      }),
    );
    return { file, manifest, ...written };
  } finally {
    release?.();
  }
}

interface TarSource extends Content {
  readonly onBytes: (doneBytes: number, totalBytes: number) => void;
}

async function writeTar(
  handle: FileHandle,
  { manifest, sources, onBytes }: TarSource,
): Promise<Pick<BundleInfo, 'bytes' | 'sha256'>> {
  const text = manifestText(manifest);
  const entries = entriesOf(manifest, text);
  const total = tarBytes(entries);
  const file = new HashedFile(handle);
  const write = async (data: Buffer): Promise<void> => {
    await file.write(data);
    onBytes(file.bytes, total);
  };
  const own = [text, manifestSums(text)];
  for (const [index, entry] of entries.entries()) {
    await write(encodeHeader(entry.path, entry.bytes));
    const content = own[index];
    if (content === undefined) await copy(sourceOf(entry, sources), entry, write);
    else await write(content);
    await write(Buffer.alloc(paddingOf(entry.bytes)));
  }
  await write(Buffer.alloc(END_BYTES));
  return file.end();
}

function sourceOf({ path }: BundleMember, sources: readonly Source[]): Source {
  const source = sources.find((each) => each.path === path);
  if (source === undefined) throw new RangeError(`there is nothing to read for ${path}`);
  return source;
}

/** Reads the source a second time, so it looks again: another content would make a bundle that is refused. */
async function copy(
  source: Source,
  { path, bytes, sha256 }: BundleMember,
  write: (data: Buffer) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  let copied = 0;
  for await (const data of source.read()) {
    hash.update(data);
    copied += data.length;
    if (copied <= bytes) await write(data);
  }
  if (copied !== bytes || hash.digest('hex') !== sha256)
    throw bundleError(`${path} changed while the bundle was built`, MEND_PARTS);
}
