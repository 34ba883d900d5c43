import type { ImageMount, ImagePlace } from '../commands/images.ts';
import {
  planPartitions,
  type PartitionImage,
  type PartitionPlan,
} from '../model/partition-plan.ts';
import type { Stretch } from '../model/disk-table.ts';
import { Problem, readVars, text, type Reader, type Vars } from '../model/params.ts';
import { NEW_BOOT, NEW_DATA, NEW_ROOT, NEW_ROOT_A, NEW_STATE, ROOT_LABEL } from '../model/paths.ts';
import { partition, readTarget, type Target } from './target.ts';

/** One image of a bundle of layout `balena` or `flash`. */
export interface OsImage extends PartitionImage {
  readonly path: string;
  readonly sha256: string;
}

export interface OsImages {
  readonly target: Target;
  readonly images: readonly OsImage[];
}

/** @throws StemError VARS_INVALID */
export const readImages = (vars: Vars): OsImages => ({
  target: readTarget(vars),
  images: readVars<{ os_images: readonly OsImage[] }>(vars, { os_images: images }).os_images,
});

/** The labels of an image, by the numbers that its own table gives them. */
const LABELS: Readonly<Record<number, string>> = {
  1: 'resin-boot',
  2: 'resin-rootA',
  3: 'resin-rootB',
  5: 'resin-state',
  6: 'resin-data',
};

/** Layout `flash` has one, which goes where the old root was. */
const FLASHED = '1';

/** The manifest's schema has looked at each; here only its shape counts. */
const images: Reader<readonly OsImage[]> = (value) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const found = list.flatMap((one) => {
    const image = imageOf(one);
    return image === null ? [] : [image];
  });
  const numbers = found.map(({ number }) => number).join(' ');
  return found.length === list.length && [Object.keys(LABELS).join(' '), FLASHED].includes(numbers)
    ? found
    : new Problem('the list of images of a bundle with layout "balena" or "flash"');
};

function imageOf(value: unknown): OsImage | null {
  if (typeof value !== 'object' || value === null) return null;
  const {
    number,
    label,
    file_system: fileSystem,
    path,
    bytes,
    sha256,
  } = value as Partial<Record<string, unknown>>;
  return typeof number === 'number' &&
    typeof label === 'string' &&
    [LABELS[number], ROOT_LABEL].includes(label) &&
    typeof fileSystem === 'string' &&
    typeof path === 'string' &&
    typeof bytes === 'number' &&
    typeof sha256 === 'string'
    ? { number, label, fileSystem, path, bytes, sha256 }
    : null;
}

/** Null where the staging partition has no place on the disk. */
export const planOf = (
  { images }: OsImages,
  staging: Stretch | null,
): Extract<PartitionPlan, { kind: 'fits' }> | null => {
  const plan = staging === null ? null : planPartitions(images, staging);
  return plan?.kind === 'fits' ? plan : null;
};

/** Whether the one image replaces the old root, and the table stays as it is. */
export const isFlashed = ({ images }: OsImages): boolean => images.length === 1;

/** State and data have one number more while the staging partition is there. */
const deviceOf = ({ target: { disk, root }, images }: OsImages, { number }: OsImage): string =>
  images.length === 1 ? root : partition(disk, number > 4 ? number + 1 : number);

export const placesOf = (params: OsImages): readonly ImagePlace[] =>
  params.images.map((image) => ({
    path: image.path,
    device: deviceOf(params, image),
    bytes: image.bytes,
    sha256: image.sha256,
  }));

const DIRS: Readonly<Record<string, string>> = {
  'resin-boot': NEW_BOOT,
  'resin-rootA': NEW_ROOT_A,
  'resin-state': NEW_STATE,
  'resin-data': NEW_DATA,
};

export const mountsOf = (params: OsImages): readonly ImageMount[] =>
  params.images.flatMap((image) => {
    const dir = DIRS[image.label];
    const { fileSystem } = image;
    return dir === undefined ? [] : [{ device: deviceOf(params, image), dir, fileSystem }];
  });

/** In the order in which they can be unmounted. */
export const MOUNT_POINTS = [NEW_ROOT, NEW_BOOT, NEW_STATE, NEW_DATA, NEW_ROOT_A] as const;

/** What the environment has to mount of each layout, besides the ext4 that it runs on. */
export const FILE_SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  balena: ['vfat', 'overlay'],
};

/** `root`, `balena` or `flash`. Bundles of earlier versions do not say. */
export const readLayout = (vars: Vars): string =>
  readVars<{ os_layout: string }>({ os_layout: vars['os_layout'] ?? 'root' }, { os_layout: text })
    .os_layout;
