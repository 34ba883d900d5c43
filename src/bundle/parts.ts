import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BundleMember } from '../model/manifest.ts';
import { bundleError, fileError, MEND_PARTS } from './bundle-error.ts';
import { parseDescription } from './manifest.ts';
import { MAX_MEMBER_BYTES, type Description } from './schema.ts';

export const DESCRIPTION_FILE = 'bundle.json';

/** Where each part lies in the folder of parts, and in the tar in this order. */
export const KERNEL = 'env/vmlinuz';
export const INITRAMFS = 'env/initrd.img';
export const GRUB_MODULES = 'grub/i386-pc.tar';
export const ROOT_SUMS = 'os/root.sha256';
const ROOTS = ['os/root.tar.zst', 'os/root.tar.gz'];

export interface Parts {
  readonly dir: string;
  readonly description: Description;
  /** The archive of the root: `os/root.tar.zst` or `os/root.tar.gz`. */
  readonly root: string;
  /** Every part, in the order of the tar. */
  readonly paths: readonly string[];
}

/** Looks that the folder has the parts and nothing else. @throws StemError BUNDLE_INVALID, FILE_UNREADABLE */
export async function readParts(dir: string): Promise<Parts> {
  const found = await listFiles(dir);
  if (!found.includes(DESCRIPTION_FILE))
    throw bundleError(`${dir} has no ${DESCRIPTION_FILE}`, MEND_PARTS);
  const file = join(dir, DESCRIPTION_FILE);
  const description = parseDescription(await readFile(file, 'utf8'), file);
  const root = description.archives[0]?.path ?? '';
  if (!ROOTS.includes(root))
    throw bundleError(
      `${file} is wrong: archives[0].path: must be one of ${ROOTS.join(', ')}`,
      MEND_PARTS,
    );
  const paths = [KERNEL, INITRAMFS, GRUB_MODULES, root, ROOT_SUMS];
  const problems = [
    ...paths.filter((path) => !found.includes(path)).map((path) => `${path} is missing`),
    ...found
      .filter((path) => path !== DESCRIPTION_FILE && !paths.includes(path))
      .map((path) => `${path} is no part of a bundle`),
  ];
  if (problems.length > 0) throw bundleError(`${dir}: ${problems.join('; ')}`, MEND_PARTS);
  return { dir, description, root, paths };
}

/** Regular files by their path in the folder. A link could change its meaning between two reads. */
async function listFiles(dir: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      const path = relative(dir, join(entry.parentPath, entry.name));
      if (entry.isDirectory()) continue;
      if (!entry.isFile()) throw bundleError(`${dir}: ${path} is not a regular file`, MEND_PARTS);
      names.push(path);
    }
  } catch (error) {
    throw fileError(dir, error);
  }
  return names.sort();
}

/** Reads a part whole: its length and sha256. @throws StemError BUNDLE_INVALID where it can't be a member */
export async function measurePart({ dir }: Parts, path: string): Promise<BundleMember> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(join(dir, path)), async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  if (bytes === 0) throw bundleError(`${path} is empty`, MEND_PARTS);
  if (bytes > MAX_MEMBER_BYTES) throw bundleError(`${path} has 8 GiB or more`, MEND_PARTS);
  return { path, bytes, sha256: hash.digest('hex') };
}
