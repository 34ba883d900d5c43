import { writeSparse } from './hidden-file.ts';
import type { Disk } from './disk.ts';
import { ext4Content, ext4Files, type Ext4File, type Ext4Place } from './ext4-file.ts';
import type { FoundPartition } from './found-file-systems.ts';
import { imageError } from './image-error.ts';
import { MOST_DISK_BYTES, unpackedDisk } from './unpack.ts';
import type { Workshop } from './workshop.ts';

/** A medium that installs: its labels begin so, and the image that it writes lies in its root (meta-balena, balena-image-flasher.bb). */
const FLASHER = 'flash-';
const ROOT = 'flash-rootA';
const FOLDER = '/opt';
const INNER = /\.(balenaos-img|resinos-img|img)(\.(gz|xz|zst|zip))?$/;

export const isFlasher = (found: readonly FoundPartition[]): boolean =>
  found.some(({ label }) => label.startsWith(FLASHER));

/** The image that a flasher would write. @throws StemError BUNDLE_INVALID */
export async function imageInFlasher(
  disk: Disk,
  found: readonly FoundPartition[],
  workshop: Workshop,
): Promise<Disk> {
  const where = rootOf(disk, found);
  const file = await innerFile(where);
  if (file.bytes > MOST_DISK_BYTES)
    throw imageError(disk.shown, `is a flasher with an image of ${String(file.bytes)} bytes`);
  workshop.say(`Taking ${file.name} out of the flasher`);
  const handle = await workshop.hidden();
  const progress = workshop.progress('taken');
  const shown = `${file.name} in ${disk.shown}`;
  const bytes = await writeSparse(handle, ext4Content(where, `${FOLDER}/${file.name}`), {
    mostBytes: file.bytes,
    tooLong: () => imageError(shown, 'is longer than its folder says'),
    onBytes: (done) => {
      progress(done, file.bytes);
    },
  });
  if (bytes !== file.bytes) throw imageError(shown, 'is shorter than its folder says');
  return unpackedDisk({ handle, bytes, shown }, workshop);
}

function rootOf(disk: Disk, found: readonly FoundPartition[]): Ext4Place {
  const roots = found.filter(({ label }) => label === ROOT);
  const [root] = roots;
  if (root === undefined || roots.length > 1 || root.fileSystem.kind !== 'ext4')
    throw imageError(disk.shown, `is a flasher, and has not one ext4 partition ${ROOT}`);
  return { disk, place: root.partition };
}

async function innerFile(where: Ext4Place): Promise<Ext4File> {
  const files = (await ext4Files(where, FOLDER)).filter(({ name }) => INNER.test(name));
  const [file] = files;
  if (file === undefined)
    throw imageError(where.disk.shown, `is a flasher without an image in its ${FOLDER}`);
  if (files.length > 1)
    throw imageError(
      where.disk.shown,
      `is a flasher with several images: ${files.map(({ name }) => name).join(', ')}`,
    );
  return file;
}
