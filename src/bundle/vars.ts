import { resolve } from 'node:path';
import { environmentSizes, totalBytes, type Manifest } from '../model/manifest.ts';
import type { Vars } from '../model/params.ts';
import { sumsLine } from './layout.ts';
import type { BundleInfo } from './read.ts';

/** What the steps read about a bundle. docs/operators-guide.md lists these vars. Those of another layout are absent. */
export function bundleVars({ manifest, bytes, sha256 }: BundleInfo, file: string): Vars {
  const { os, environment, grub, members } = manifest;
  const sizes = environmentSizes(manifest);
  return {
    bundle_file: resolve(file),
    bundle_bytes: bytes,
    bundle_sha256: sha256,
    bundle_sums: members.map(sumsLine).join(''),
    bundle_unpacked_bytes: totalBytes(manifest),
    os_name: os.name,
    os_version: os.version,
    os_layout: os.layout,
    os_device_type: os.deviceType ?? '',
    ...(os.supervisor !== undefined && { os_supervisor: os.supervisor }),
    ...(os.volumes !== undefined && { os_volumes: os.volumes }),
    ...(os.app !== undefined && { os_app: os.app }),
    ...archiveVars(manifest),
    ...imageVars(manifest),
    env_kernel: environment.kernel,
    env_initramfs: environment.initramfs,
    env_cmdline: environment.cmdline,
    env_min_memory_bytes: sizes.leastBytes,
    env_kernel_bytes: sizes.kernelBytes,
    env_initramfs_bytes: sizes.initramfsBytes,
    env_unpacked_bytes: sizes.unpackedBytes,
    env_wifi_drivers: environment.wifiDrivers ?? [],
    grub_modules: grub.modules,
  };
}

function archiveVars({ archives }: Manifest): Vars {
  const [archive] = archives;
  if (archive === undefined) return {};
  return {
    os_archive: archive.path,
    os_checksums: archive.checksums,
    os_kernel: archive.kernel,
    os_initramfs: archive.initramfs,
    os_cmdline: archive.cmdline,
    os_minimum_bytes: archive.minimumBytes,
    os_uncompressed_bytes: archive.uncompressedBytes,
  };
}

function imageVars({ images, loader, boot }: Manifest): Vars {
  return {
    ...(images !== undefined && {
      os_images: images.map(({ fileSystem, ...image }) => ({ ...image, file_system: fileSystem })),
    }),
    ...(loader !== undefined && { os_loader_boot: loader.boot, os_loader_core: loader.core }),
    ...(boot !== undefined && {
      os_kernel: boot.kernel,
      os_initramfs: boot.initramfs,
      os_cmdline: boot.cmdline,
    }),
  };
}
