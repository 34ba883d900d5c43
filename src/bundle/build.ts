import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MANIFEST_FILE,
  MANIFEST_FORMAT,
  type BundleMember,
  type Manifest,
} from '../model/manifest.ts';
import { bundleError, MEND_PARTS } from './bundle-error.ts';
import { unpackedLength } from './initramfs.ts';
import { entriesOf, manifestSums, manifestText, tarBytes } from './layout.ts';
import { parseManifest } from './manifest.ts';
import { checkGrubModules, checkKernel, checkRoot } from './part-checks.ts';
import {
  GRUB_MODULES,
  INITRAMFS,
  KERNEL,
  measurePart,
  readParts,
  ROOT_SUMS,
  type Parts,
} from './parts.ts';
import type { BundleInfo } from './read.ts';
import { HashedFile, replaceFile } from './replace-file.ts';
import { encodeHeader, END_BYTES, paddingOf } from './tar-header.ts';

export interface BuiltBundle extends BundleInfo {
  readonly file: string;
}

export interface BuildOptions {
  /** What is being done, a line at a time. */
  readonly say?: (line: string) => void;
  /** Of the tar that is being written. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Makes a bundle from a folder of parts. The same parts make the same bytes. The file gets its name when it is
 * whole and on the disk. @throws StemError BUNDLE_INVALID naming the part and the cause; FILE_UNREADABLE
 */
export async function buildBundle(
  partsDir: string,
  outFile: string,
  options: BuildOptions = {},
): Promise<BuiltBundle> {
  const say = options.say ?? ((): void => undefined);
  const parts = await readParts(partsDir);
  const manifest = await makeManifest(parts, say);
  say(`Writing ${outFile}`);
  const written = await replaceFile(outFile, (handle) =>
    writeTar(handle, { parts, manifest, options }),
  );
  return { file: outFile, manifest, ...written };
}

async function makeManifest(parts: Parts, say: (line: string) => void): Promise<Manifest> {
  const { description, root } = parts;
  say('Reading the parts');
  const members: BundleMember[] = [];
  for (const path of parts.paths) members.push(await measurePart(parts, path));
  await checkKernel(parts);
  await checkGrubModules(parts);
  say(`Comparing ${root} with ${ROOT_SUMS}`);
  const uncompressedBytes = await checkRoot(parts);
  const unpackedBytes = await unpackedLength(join(parts.dir, INITRAMFS), INITRAMFS);
  const { os, environment, archives } = description;
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    os: { name: os.name, version: os.version, layout: os.layout },
    environment: {
      kernel: KERNEL,
      initramfs: INITRAMFS,
      cmdline: environment.cmdline,
      minMemoryBytes: environment.minMemoryBytes,
      ...(unpackedBytes === null ? {} : { unpackedBytes }),
    },
    grub: { modules: GRUB_MODULES },
    archives: archives.map((archive) => ({
      path: archive.path,
      fileSystem: archive.fileSystem,
      label: archive.label,
      minimumBytes: archive.minimumBytes,
      uncompressedBytes,
      checksums: ROOT_SUMS,
      kernel: archive.kernel,
      initramfs: archive.initramfs,
      cmdline: archive.cmdline,
    })),
    members,
    signature: null,
  };
  // What no reader would take must not be written.
  return parseManifest(manifestText(manifest).toString(), `the new ${MANIFEST_FILE}`);
}

interface TarSource {
  readonly parts: Parts;
  readonly manifest: Manifest;
  readonly options: BuildOptions;
}

async function writeTar(
  handle: FileHandle,
  { parts, manifest, options }: TarSource,
): Promise<Pick<BundleInfo, 'bytes' | 'sha256'>> {
  const text = manifestText(manifest);
  const entries = entriesOf(manifest, text);
  const total = tarBytes(entries);
  const file = new HashedFile(handle);
  const write = async (data: Buffer): Promise<void> => {
    await file.write(data);
    options.onProgress?.(file.bytes, total);
  };
  const own = [text, manifestSums(text)];
  for (const [index, entry] of entries.entries()) {
    await write(encodeHeader(entry.path, entry.bytes));
    const content = own[index];
    if (content === undefined) await copyPart(parts, entry, write);
    else await write(content);
    await write(Buffer.alloc(paddingOf(entry.bytes)));
  }
  await write(Buffer.alloc(END_BYTES));
  return file.end();
}

/** Reads the part a second time, so it looks again: another content would make a bundle that is refused. */
async function copyPart(
  { dir }: Parts,
  { path, bytes, sha256 }: BundleMember,
  write: (data: Buffer) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  let copied = 0;
  for await (const chunk of createReadStream(join(dir, path), { highWaterMark: 1024 * 1024 })) {
    const data = chunk as Buffer;
    hash.update(data);
    copied += data.length;
    if (copied <= bytes) await write(data);
  }
  if (copied !== bytes || hash.digest('hex') !== sha256)
    throw bundleError(`${path} changed while the bundle was built`, MEND_PARTS);
}
