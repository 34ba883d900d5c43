import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { IMAGES_OF, type ImagePlace } from '../model/manifest.ts';
import { bundleError, fileError, MEND_PARTS } from './bundle-error.ts';
import { parseDescription } from './manifest.ts';
import type { Description } from './schema.ts';

export const DESCRIPTION_FILE = 'bundle.json';

/** Where each part lies in the folder of parts, and in the tar in this order. */
export const KERNEL = 'env/vmlinuz';
export const INITRAMFS = 'env/initrd.img';
export const GRUB_MODULES = 'grub/i386-pc.tar';
export const ROOT_SUMS = 'os/root.sha256';
export const GRUB_BOOT = 'grub/boot.img';
export const CORE_IMG = 'grub/core.img';
export const imagePathOf = ({ label }: Pick<ImagePlace, 'label'>): string =>
  `os/${label === 'stem-root' ? 'root' : label}.img.zst`;
const ROOTS = ['os/root.tar.zst', 'os/root.tar.gz'];

export interface Parts {
  readonly dir: string;
  readonly description: Description;
  /** The archive of the root: `os/root.tar.zst` or `os/root.tar.gz`. Empty in the layouts of images. */
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
  if (description.os.layout === 'root' && !ROOTS.includes(root))
    throw bundleError(
      `${file} is wrong: archives[0].path: must be one of ${ROOTS.join(', ')}`,
      MEND_PARTS,
    );
  const paths = [KERNEL, INITRAMFS, GRUB_MODULES, ...systemPaths(description, root)];
  const problems = [
    ...paths.filter((path) => !found.includes(path)).map((path) => `${path} is missing`),
    ...found
      .filter((path) => path !== DESCRIPTION_FILE && !paths.includes(path))
      .map((path) => `${path} is no part of a bundle`),
  ];
  if (problems.length > 0) throw bundleError(`${dir}: ${problems.join('; ')}`, MEND_PARTS);
  return { dir, description, root, paths };
}

function systemPaths({ os }: Description, root: string): readonly string[] {
  if (os.layout === 'root') return [root, ROOT_SUMS];
  const images = IMAGES_OF[os.layout].map(imagePathOf);
  return os.layout === 'flash' ? images : [GRUB_BOOT, CORE_IMG, ...images];
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
