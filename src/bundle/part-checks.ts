import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { StemError } from '../model/errors.ts';
import { bundleError, MEND_PARTS } from './bundle-error.ts';
import { GRUB_MODULES, KERNEL, ROOT_SUMS, type Parts } from './parts.ts';
import { readRootArchive } from './root-archive.ts';
import { compareSums } from './root-sums.ts';

/** A bzImage says `HdrS` here: Documentation/arch/x86/boot.rst of Linux. */
const BZIMAGE_MAGIC_AT = 0x202;

/** @throws StemError BUNDLE_INVALID where GRUB could not boot the file */
export async function checkKernel({ dir }: Pick<Parts, 'dir'>): Promise<void> {
  const handle = await open(join(dir, KERNEL), 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, BZIMAGE_MAGIC_AT);
    if (bytesRead < 4 || buffer.toString('latin1') !== 'HdrS')
      throw bundleError(`${KERNEL} is no Linux kernel (bzImage)`, MEND_PARTS);
  } finally {
    await handle.close();
  }
}

/** @throws StemError BUNDLE_INVALID where `grub-mkimage` would miss its own pieces */
export async function checkGrubModules({ dir }: Pick<Parts, 'dir'>): Promise<void> {
  const names: string[] = [];
  const tar = extract();
  const collect = async (): Promise<void> => {
    for await (const entry of tar) {
      names.push(entry.header.name.replace(/^\.\//, ''));
      entry.resume();
    }
  };
  try {
    await Promise.all([collect(), pipeline(createReadStream(join(dir, GRUB_MODULES)), tar)]);
  } catch (cause) {
    throw bundleError(`${GRUB_MODULES} is no plain tar`, MEND_PARTS, cause);
  }
  const missing = ['boot.img', 'kernel.img', 'normal.mod', 'ext2.mod'].filter(
    (name) => !names.includes(name),
  );
  if (missing.length > 0)
    throw bundleError(`${GRUB_MODULES} has no ${missing.join(', no ')} at its top`, MEND_PARTS);
}

/** The first program, where an initramfs looks for it; `sbin` is a link itself where `/usr` is merged. */
const INITS = ['sbin/init', 'usr/sbin/init'];

/** Compares the root with its sums and the description. @returns the length of the tar when unpacked */
export async function checkRoot({ dir, root, description }: Parts): Promise<number> {
  const [described] = description.archives;
  if (described === undefined)
    throw new StemError('no archive', { code: 'BUNDLE_INVALID', hint: MEND_PARTS });
  const archive = await readRootArchive(join(dir, root), root);
  const { uncompressedBytes } = archive;
  for (const path of [described.kernel, described.initramfs])
    if (!archive.files.has(path))
      throw bundleError(`${root} has no regular file ${path}`, MEND_PARTS);
  if (!INITS.some((path) => archive.files.has(path) || archive.links.has(path)))
    throw bundleError(
      `${root} has no ${INITS.join(' or ')}: a device that boots it would wait in its initramfs for a person`,
      MEND_PARTS,
    );
  await compareSums(join(dir, ROOT_SUMS), archive, { archive: root, sums: ROOT_SUMS });
  const stated = described.uncompressedBytes ?? uncompressedBytes;
  if (stated !== uncompressedBytes)
    throw bundleError(
      `${root} has ${String(uncompressedBytes)} bytes unpacked, bundle.json says ${String(stated)}`,
      'Leave uncompressedBytes out of bundle.json: `bundle build` measures it.',
    );
  if (described.minimumBytes < uncompressedBytes)
    throw bundleError(
      `${root} has ${String(uncompressedBytes)} bytes unpacked: a partition of minimumBytes (${String(described.minimumBytes)}) is too small`,
      'Raise minimumBytes in bundle.json.',
    );
  return uncompressedBytes;
}
