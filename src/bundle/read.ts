import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { MANIFEST_FILE, type BundleMember, type Manifest } from '../model/manifest.ts';
import { bundleError } from './bundle-error.ts';
import { explainHeader } from './explain.ts';
import { entriesOf, manifestSums, MAX_MANIFEST_BYTES, sumsEntry, tarBytes } from './layout.ts';
import { parseManifest } from './manifest.ts';
import { isGenuine } from './signature.ts';
import { readAt, refusal, Scan, withFile, type ReadOptions } from './scan.ts';
import { BLOCK, decodeHeader, encodeHeader, END_BYTES, paddingOf } from './tar-header.ts';

export interface BundleInfo {
  readonly manifest: Manifest;
  /** Length and sha256 of the whole tar. */
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Reads every byte of a bundle and compares it with the manifest. Every byte is either a member's, and then its
 * sha256 vouches for it, or the only one that may stand there. Reads the file once, a piece at a time.
 * @throws StemError BUNDLE_INVALID naming the member and the cause; FILE_UNREADABLE
 */
export const readBundle = (file: string, options: ReadOptions = {}): Promise<BundleInfo> =>
  withFile(file, async (handle) => {
    const { manifest, entries, bytes } = await readHead(handle, file);
    const scan = new Scan({ handle, file, bytes, options });
    const seen: string[] = [];
    for (const entry of entries) {
      const at = scan.position;
      const block = await scan.block();
      if (!block.equals(encodeHeader(entry.path, entry.bytes)))
        throw refusal(file, explainHeader(block, { manifest, expected: entry, seen, at }));
      seen.push(entry.path);
      await readContent(scan, entry);
    }
    await readEnd(scan, { manifest, expected: null, seen, at: scan.position });
    return { manifest, bytes, sha256: scan.sha256() };
  });

/** Reads the manifest alone, and compares its checksum and the length of the file. The members are not read. */
export const inspectBundle = (file: string): Promise<Pick<BundleInfo, 'manifest' | 'bytes'>> =>
  withFile(file, async (handle) => {
    const { manifest, bytes, expectedBytes } = await readHead(handle, file);
    if (bytes > expectedBytes) throw refusal(file, tooLong(bytes, expectedBytes));
    return { manifest, bytes };
  });

/** Where each member is in a bundle: its manifest is read, the members are not. */
export const memberSpans = (file: string): Promise<ReadonlyMap<string, MemberSpan>> =>
  withFile(file, async (handle) => {
    const { entries } = await readHead(handle, file);
    const spans = new Map<string, MemberSpan>();
    let at = 0;
    for (const { path, bytes } of entries) {
      spans.set(path, { start: at + BLOCK, bytes });
      at += BLOCK + bytes + paddingOf(bytes);
    }
    return spans;
  });

export interface MemberSpan {
  readonly start: number;
  readonly bytes: number;
}

interface Head {
  readonly manifest: Manifest;
  readonly entries: readonly BundleMember[];
  readonly bytes: number;
  readonly expectedBytes: number;
}

async function readHead(handle: FileHandle, file: string): Promise<Head> {
  const { size: bytes } = await handle.stat();
  const text = await readManifestText(handle, file);
  const sums = manifestSums(text);
  const entry = sumsEntry(text);
  const at = BLOCK + text.length + paddingOf(text.length);
  const expected = Buffer.concat([encodeHeader(entry.path, entry.bytes), sums]);
  const found = await readAt(handle, at, expected.length);
  if (found.length < expected.length) throw refusal(file, `it is cut off in ${entry.path}`);
  if (!found.subarray(BLOCK).equals(sums))
    throw refusal(file, `${MANIFEST_FILE} does not match ${entry.path}: one of them was altered`);
  const manifest = parseManifest(text.toString(), `${MANIFEST_FILE} of ${file}`);
  const { signature } = manifest;
  if (signature !== null && !isGenuine(manifest, signature))
    throw refusal(file, `${MANIFEST_FILE} was altered after it was signed`);
  const entries = entriesOf(manifest, text);
  const expectedBytes = tarBytes(entries);
  if (bytes < expectedBytes)
    throw refusal(
      file,
      `it is cut off: it has ${String(bytes)} bytes, the manifest's files make ${String(expectedBytes)}`,
    );
  return { manifest, entries, bytes, expectedBytes };
}

async function readManifestText(handle: FileHandle, file: string): Promise<Buffer> {
  const block = await readAt(handle, 0, BLOCK);
  const header = block.length === BLOCK ? decodeHeader(block) : null;
  if (header?.name !== MANIFEST_FILE)
    throw bundleError(
      `${file} is no bundle: it does not begin with ${MANIFEST_FILE}`,
      'Name a file that `stem-remote bundle build` made.',
    );
  if (!(header.bytes <= MAX_MANIFEST_BYTES))
    throw refusal(file, `${MANIFEST_FILE} is larger than ${String(MAX_MANIFEST_BYTES)} bytes`);
  if (!block.equals(encodeHeader(MANIFEST_FILE, header.bytes)))
    throw refusal(file, `the tar header of ${MANIFEST_FILE} is not as \`bundle build\` writes it`);
  const text = await readAt(handle, BLOCK, header.bytes);
  if (text.length < header.bytes) throw refusal(file, `it is cut off in ${MANIFEST_FILE}`);
  return text;
}

async function readContent(scan: Scan, { path, bytes, sha256 }: BundleMember): Promise<void> {
  const hash = createHash('sha256');
  await scan.read(bytes, hash);
  const found = hash.digest('hex');
  if (found !== sha256)
    throw refusal(
      scan.file,
      `${path} was altered: its sha256 is ${found}, the manifest says ${sha256}`,
    );
  if (!(await scan.isEmpty(paddingOf(bytes))))
    throw refusal(scan.file, `the bytes between ${path} and what follows it are not empty`);
}

async function readEnd(scan: Scan, place: Parameters<typeof explainHeader>[1]): Promise<void> {
  for (let done = 0; done < END_BYTES; done += BLOCK) {
    const block = await scan.block();
    if (block.some((byte) => byte !== 0)) throw refusal(scan.file, explainHeader(block, place));
  }
  if (scan.position < scan.bytes) throw refusal(scan.file, tooLong(scan.bytes, scan.position));
}

const tooLong = (bytes: number, expected: number): string =>
  `${String(bytes - expected)} bytes follow after its end`;
