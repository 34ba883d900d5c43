import { join } from 'node:path';
import {
  IMAGES_OF,
  MANIFEST_FORMAT,
  type BundleEnvironment,
  type Manifest,
} from '../model/manifest.ts';
import { inWorkshop } from './image/workshop.ts';
import { checkImageParts } from './image-parts.ts';
import { unpackedLength } from './initramfs.ts';
import { checkGrubModules, checkKernel, checkRoot } from './part-checks.ts';
import {
  CORE_IMG,
  GRUB_BOOT,
  GRUB_MODULES,
  INITRAMFS,
  KERNEL,
  readParts,
  ROOT_SUMS,
  type Parts,
} from './parts.ts';
import { fileSource, measure } from './source.ts';
import { writeBundle, type BuiltBundle, type WriteOptions } from './write-bundle.ts';

/**
 * Makes a bundle from a folder of parts. The same parts make the same bytes. The file gets its name when it is
 * whole and on the disk. @throws StemError BUNDLE_INVALID naming the part and the cause; FILE_UNREADABLE
 */
export async function buildBundle(
  partsDir: string,
  outFile: string,
  options: WriteOptions = {},
): Promise<BuiltBundle> {
  const parts = await readParts(partsDir);
  const sources = parts.paths.map((path) => fileSource(parts.dir, path));
  options.say?.('Reading the parts');
  const members: Manifest['members'][number][] = [];
  for (const source of sources) members.push(await measure(source));
  await checkKernel(parts);
  await checkGrubModules(parts);
  const system =
    parts.description.os.layout === 'root'
      ? await archiveOf(parts, options)
      : await imagesOf(parts, outFile, options);
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    os: parts.description.os,
    environment: await environmentOf(parts),
    grub: { modules: GRUB_MODULES },
    ...system,
    members,
    signature: null,
  };
  return writeBundle(outFile, { manifest, sources }, options);
}

async function environmentOf({ dir, description }: Parts): Promise<BundleEnvironment> {
  const { cmdline, minMemoryBytes, wifiDrivers } = description.environment;
  const unpackedBytes = await unpackedLength(join(dir, INITRAMFS), INITRAMFS);
  return {
    kernel: KERNEL,
    initramfs: INITRAMFS,
    cmdline,
    minMemoryBytes,
    ...(unpackedBytes === null ? {} : { unpackedBytes }),
    ...(wifiDrivers === undefined ? {} : { wifiDrivers }),
  };
}

type System = Pick<Manifest, 'archives' | 'images' | 'loader' | 'boot'>;

async function archiveOf(parts: Parts, { say }: WriteOptions): Promise<System> {
  say?.(`Comparing ${parts.root} with ${ROOT_SUMS}`);
  const uncompressedBytes = await checkRoot(parts);
  return {
    archives: parts.description.archives.map((archive) => ({
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
  };
}

async function imagesOf(parts: Parts, outFile: string, { say }: WriteOptions): Promise<System> {
  const { os, boot } = parts.description;
  if (os.layout === 'root') throw new RangeError('a root is an archive');
  const places = IMAGES_OF[os.layout];
  const images = await inWorkshop(outFile, { say }, (workshop) =>
    checkImageParts(parts.dir, { places, boot }, workshop),
  );
  return {
    archives: [],
    images,
    ...(os.layout === 'balena' && { loader: { boot: GRUB_BOOT, core: CORE_IMG } }),
    ...(boot !== undefined && { boot }),
  };
}
