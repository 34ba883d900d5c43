import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BundleBoot, BundleImage, ImagePlace } from '../model/manifest.ts';
import { bundleError, MEND_PARTS } from './bundle-error.ts';
import { ext4FileAt } from './image/ext4-file.ts';
import type { Disk } from './image/disk.ts';
import { fileSystemIn } from './image/file-system.ts';
import { unpackedDisk } from './image/unpack.ts';
import type { Workshop } from './image/workshop.ts';
import { imagePathOf } from './parts.ts';
import { handleSource } from './source.ts';
import { withFile } from './scan.ts';

interface Wanted {
  readonly places: readonly ImagePlace[];
  readonly boot: BundleBoot | undefined;
}

/** Unpacks each image, and looks that it is the file system that belongs there. @throws StemError BUNDLE_INVALID naming the part */
export async function checkImageParts(
  dir: string,
  { places, boot }: Wanted,
  workshop: Workshop,
): Promise<readonly BundleImage[]> {
  const images: BundleImage[] = [];
  for (const place of places) {
    const path = imagePathOf(place);
    images.push(
      await withFile(join(dir, path), async (handle) => {
        const { size: bytes } = await handle.stat();
        const disk = await unpackedDisk({ handle, bytes, shown: path }, workshop);
        if (disk.handle === handle) throw bundleError(`${path} is not packed by zstd`, MEND_PARTS);
        await assertIsThere(disk, place);
        if (boot !== undefined) await assertBoots(disk, boot);
        return { ...place, path, bytes: disk.bytes, sha256: await sha256Of(disk) };
      }),
    );
  }
  return images;
}

async function assertIsThere(disk: Disk, { label, fileSystem }: ImagePlace): Promise<void> {
  const found = await fileSystemIn(disk, { start: 0, bytes: disk.bytes }, 'it');
  if (found.kind !== fileSystem)
    throw bundleError(`${disk.shown} is no ${fileSystem} file system`, MEND_PARTS);
  if (found.label !== label)
    throw bundleError(
      `${disk.shown} has the label ${JSON.stringify(found.label)}, not ${label}`,
      MEND_PARTS,
    );
}

/** @throws StemError BUNDLE_INVALID where GRUB would not find what it is told to load */
export async function assertBoots(disk: Disk, boot: BundleBoot, start = 0): Promise<void> {
  const where = { disk, place: { start, bytes: disk.bytes - start } };
  for (const path of [boot.kernel, boot.initramfs])
    if ((await ext4FileAt(where, `/${path}`)) === undefined)
      throw bundleError(
        `${disk.shown} has no regular file ${path}`,
        'Name the kernel and the initramfs that are in it; links do not count.',
      );
}

async function sha256Of(disk: Disk): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of handleSource(disk.shown, disk.handle).read()) hash.update(chunk);
  return hash.digest('hex');
}
