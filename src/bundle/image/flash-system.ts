import { IMAGES_OF, type BundleBoot } from '../../model/manifest.ts';
import type { Disk, Span } from './disk.ts';
import { ext4FileAt, ext4Files, type Ext4Place } from './ext4-file.ts';
import { fileSystemIn } from './file-system.ts';
import { findFileSystems } from './found-file-systems.ts';
import { imageError } from './image-error.ts';
import { linuxFacts } from './os-facts.ts';
import type { System } from './system.ts';
import { readTable } from './table.ts';

const CMDLINE = 'root=LABEL=stem-root rw';
const FOLDER = 'boot';

/** Finds the one ext4 root of an image, which may be nothing but that file system. @throws StemError BUNDLE_INVALID */
export async function flashSystem(disk: Disk, wishes: Partial<BundleBoot>): Promise<System> {
  const { span, label } = await rootOf(disk);
  const [place] = IMAGES_OF.flash;
  if (place === undefined) throw new RangeError('layout flash has one image');
  if (label !== place.label)
    throw imageError(
      disk.shown,
      `has a root with the label ${JSON.stringify(label)}, and GRUB searches for ${place.label}: set it with e2label in the unpacked file system`,
    );
  const root = { disk, place: span };
  const boot = {
    kernel: await bootFile(root, wishes.kernel, { plain: 'vmlinuz', option: '--kernel' }),
    initramfs: await bootFile(root, wishes.initramfs, {
      plain: 'initrd.img',
      option: '--initramfs',
    }),
    cmdline: wishes.cmdline ?? CMDLINE,
  };
  const { name, version } = await linuxFacts(root);
  return { disk, os: { name, version, layout: 'flash' }, images: [{ place, span }], boot };
}

async function rootOf(disk: Disk): Promise<{ readonly span: Span; readonly label: string }> {
  const whole = { start: 0, bytes: disk.bytes };
  const bare = await fileSystemIn(disk, whole, 'the whole of it');
  if (bare.kind === 'ext4') return { span: whole, label: bare.label };
  const table = await readTable(disk);
  if (table === null)
    throw imageError(disk.shown, 'is no image: it has neither a partition table nor an ext4');
  const roots = (await findFileSystems(disk, table)).flatMap(({ fileSystem, partition }) =>
    fileSystem.kind === 'ext4' ? [{ span: partition, label: fileSystem.label }] : [],
  );
  const [root] = roots;
  if (root === undefined || roots.length > 1)
    throw imageError(disk.shown, `has ${String(roots.length)} ext4 partitions: it must have one`);
  return root;
}

interface Named {
  readonly plain: string;
  readonly option: string;
}

/** What was asked for; else the plain name, or the one file of that name with a version. */
async function bootFile(
  root: Ext4Place,
  wish: string | undefined,
  { plain, option }: Named,
): Promise<string> {
  const asked = wish ?? `${FOLDER}/${plain}`;
  if ((await ext4FileAt(root, `/${asked}`)) !== undefined) return asked;
  if (wish !== undefined) throw imageError(root.disk.shown, `has no regular file ${asked} in it`);
  const files = (await ext4Files(root, `/${FOLDER}`)).filter(({ name }) =>
    name.startsWith(`${plain}-`),
  );
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw imageError(
      root.disk.shown,
      `has ${file === undefined ? 'no' : 'more than one'} ${FOLDER}/${plain}-*: say which by ${option}`,
    );
  return `${FOLDER}/${file.name}`;
}
