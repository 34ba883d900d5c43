import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type Header } from 'tar-stream';
import { StemError } from '../model/errors.ts';
import { bundleError, MEND_PARTS } from './bundle-error.ts';

/** What a tar of a root file system has in it. Names have no `./` in front. */
export interface RootArchive {
  /** The length of the tar when it is not compressed. */
  readonly uncompressedBytes: number;
  /** The sha256 of each regular file; a hard link is one, as `find -type f` has it. */
  readonly files: ReadonlyMap<string, string>;
  /** Symbolic links. */
  readonly links: ReadonlySet<string>;
}

/** Unpacks the archive to nowhere. @throws StemError BUNDLE_INVALID where it is damaged or leaves its tree */
export async function readRootArchive(file: string, shown: string): Promise<RootArchive> {
  const tar = extract();
  const files = new Map<string, string>();
  const links = new Set<string>();
  let uncompressedBytes = 0;
  const count = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      uncompressedBytes += chunk.length;
      yield chunk;
    }
  };
  const unpacked = file.endsWith('.zst') ? unzstd(file) : gunzip(file);
  const ended = await Promise.allSettled([
    unpacked.end,
    collect(tar, { files, links, shown }),
    pipeline(unpacked.data, count, tar),
  ]);
  const reasons = ended.flatMap((result): unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  if (reasons.length > 0) throw archiveError(reasons, shown);
  return { uncompressedBytes, files, links };
}

interface Collection {
  readonly files: Map<string, string>;
  readonly links: Set<string>;
  readonly shown: string;
}

async function collect(tar: Extract, { files, links, shown }: Collection): Promise<void> {
  for await (const entry of tar) {
    const name = nameInside(entry.header.name, shown);
    const hash = createHash('sha256');
    for await (const chunk of entry as AsyncIterable<Buffer>) hash.update(chunk);
    const sha256 = contentOf(entry.header, hash.digest('hex'), files);
    // A later entry replaces an earlier one of the same name, as it does when tar unpacks.
    if (sha256 === undefined) files.delete(name);
    else files.set(name, sha256);
    if (entry.header.type === 'symlink') links.add(name);
    else links.delete(name);
  }
}

/** Undefined for what is no regular file. A hard link has the content of what it points to. */
function contentOf(
  { type, linkname }: Header,
  sha256: string,
  files: ReadonlyMap<string, string>,
): string | undefined {
  if (type === 'file' || type === 'contiguous-file') return sha256;
  return type === 'link' ? files.get(withoutDot(linkname)) : undefined;
}

function nameInside(name: string, shown: string): string {
  if (name.startsWith('/') || name.split('/').includes('..'))
    throw bundleError(`${shown}: ${JSON.stringify(name)} leads out of the root`, MEND_PARTS);
  return withoutDot(name);
}

/** `./bin/sh` and `bin/sh` are one name, and `bin/` is `bin`. */
export const withoutDot = (name: string): string =>
  name.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');

interface Unpacked {
  readonly data: Readable;
  /** Settles when the program that unpacks has ended. */
  readonly end: Promise<void>;
}

const gunzip = (file: string): Unpacked => ({
  data: createReadStream(file).pipe(createGunzip()),
  end: Promise.resolve(),
});

/** By the program: Node has zstd only since 22.15. It takes the windows that the device's own tar takes. */
function unzstd(file: string): Unpacked {
  const input = openSync(file, 'r');
  const child = spawn('zstd', ['-dcq'], { stdio: [input, 'pipe', 'pipe'] });
  closeSync(input);
  const { stdout: data, stderr } = child;
  if (data === null || stderr === null) throw new Error('a pipe was asked for, and is not there');
  let said = '';
  stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-1000)));
  const end = once(child, 'close').then(([code]: readonly unknown[]) => {
    // A signal is the broken pipe of a reader that had enough: its own error says why.
    if (typeof code === 'number' && code !== 0)
      throw new Error(
        said.replace(/^\/\*stdin\*\\ *: */, '').trim() || `zstd ended with ${String(code)}`,
      );
  });
  return { data, end };
}

/** The refusal comes first, then the unpacking program's word; what the others say follows from those. */
function archiveError(reasons: readonly unknown[], shown: string): StemError {
  const refused = reasons.find((reason) => reason instanceof StemError);
  if (refused !== undefined) return refused;
  const [cause] = reasons;
  const why = cause instanceof Error ? cause.message : String(cause);
  return why.includes('spawn zstd ENOENT')
    ? bundleError(`${shown} can't be unpacked: there is no zstd here`, 'Install zstd.', cause)
    : bundleError(`${shown} can't be unpacked: ${why}`, MEND_PARTS, cause);
}
