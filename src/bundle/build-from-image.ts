import {
  MANIFEST_FORMAT,
  type BundleBoot,
  type BundleImage,
  type BundleMember,
  type Manifest,
} from '../model/manifest.ts';
import type { EnvironmentParts } from './environment.ts';
import { balenaSystem } from './image/balena-system.ts';
import { flashSystem } from './image/flash-system.ts';
import { packImage } from './image/pack.ts';
import type { System } from './image/system.ts';
import { unpackedDisk } from './image/unpack.ts';
import { inWorkshop, type Progress, type Workshop } from './image/workshop.ts';
import { CORE_IMG, GRUB_BOOT, GRUB_MODULES, imagePathOf } from './parts.ts';
import { withFile } from './scan.ts';
import { bytesSource, handleSource, measure, type Source } from './source.ts';
import { writeBundle, type BuiltBundle, type WriteOptions } from './write-bundle.ts';

export interface ImageBuildOptions extends Omit<WriteOptions, 'onProgress'> {
  readonly layout: 'balena' | 'flash';
  /** Of layout `flash`: what is not to be looked for. */
  readonly boot: Partial<BundleBoot>;
  /** Asked for when it is known that the file is an image. */
  readonly environment: () => Promise<EnvironmentParts>;
  /** How far each long part is. */
  readonly progress?: (what: string) => Progress;
}

/**
 * Makes a bundle of a disk image, which may be packed: its file systems as they are, its GRUB, and an environment. The same
 * input makes the same bytes. @throws StemError BUNDLE_INVALID where the image is none that fits; FILE_UNREADABLE
 */
export const buildFromImage = (
  file: string,
  outFile: string,
  options: ImageBuildOptions,
): Promise<BuiltBundle> =>
  withFile(file, (handle) =>
    inWorkshop(outFile, options, async (workshop) => {
      const { size: bytes } = await handle.stat();
      const disk = await unpackedDisk({ handle, bytes, shown: file }, workshop);
      const system =
        options.layout === 'balena'
          ? await balenaSystem(disk, workshop)
          : await flashSystem(disk, options.boot);
      workshop.say(`Found ${system.os.name} ${system.os.version}`);
      const environment = await options.environment();
      const content = await contentOf(system, environment, workshop);
      return writeBundle(outFile, content, {
        ...options,
        onProgress: workshop.progress('written'),
      });
    }),
  );

interface Cut {
  readonly images: readonly BundleImage[];
  readonly sources: readonly Source[];
}

async function contentOf(
  system: System,
  { environment, members: environmentMembers, sources: environmentSources }: EnvironmentParts,
  workshop: Workshop,
): Promise<{ readonly manifest: Manifest; readonly sources: readonly Source[] }> {
  const cut = await cutImages(system, workshop);
  const sources = [...loaderSources(system), ...cut.sources];
  const members: BundleMember[] = [...environmentMembers];
  for (const source of sources) members.push(await measure(source));
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    os: system.os,
    environment,
    grub: { modules: GRUB_MODULES },
    archives: [],
    images: cut.images,
    ...(system.loader !== undefined && { loader: { boot: GRUB_BOOT, core: CORE_IMG } }),
    ...(system.boot !== undefined && { boot: system.boot }),
    members,
    signature: null,
  };
  return { manifest, sources: [...environmentSources, ...sources] };
}

const loaderSources = ({ loader }: System): readonly Source[] =>
  loader === undefined
    ? []
    : [bytesSource(GRUB_BOOT, loader.boot), bytesSource(CORE_IMG, loader.core)];

async function cutImages({ disk, images }: System, workshop: Workshop): Promise<Cut> {
  const cut: BundleImage[] = [];
  const sources: Source[] = [];
  for (const { place, span } of images) {
    workshop.say(`Packing ${place.label}`);
    const packed = await packImage(disk, span, { workshop, label: place.label });
    const path = imagePathOf(place);
    const { number, label, fileSystem } = place;
    const { bytes, sha256 } = packed;
    cut.push({ number, path, label, fileSystem, bytes, sha256 });
    sources.push(handleSource(path, packed.handle));
  }
  return { images: cut, sources };
}
