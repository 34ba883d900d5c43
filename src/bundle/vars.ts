import { resolve } from 'node:path';
import { environmentSizes, totalBytes } from '../model/manifest.ts';
import type { Vars } from '../model/params.ts';
import { sumsLine } from './layout.ts';
import type { BundleInfo } from './read.ts';

/** What the steps read about a bundle. docs/operators-guide.md lists these vars. */
export function bundleVars({ manifest, bytes, sha256 }: BundleInfo, file: string): Vars {
  const { os, environment, grub, archives, members } = manifest;
  const [archive] = archives;
  const sizes = environmentSizes(manifest);
  if (archive === undefined) throw new RangeError('a manifest has an archive: its schema says so');
  return {
    bundle_file: resolve(file),
    bundle_bytes: bytes,
    bundle_sha256: sha256,
    bundle_sums: members.map(sumsLine).join(''),
    bundle_unpacked_bytes: totalBytes(manifest),
    os_name: os.name,
    os_version: os.version,
    os_archive: archive.path,
    os_checksums: archive.checksums,
    os_kernel: archive.kernel,
    os_initramfs: archive.initramfs,
    os_cmdline: archive.cmdline,
    os_minimum_bytes: archive.minimumBytes,
    os_uncompressed_bytes: archive.uncompressedBytes,
    env_kernel: environment.kernel,
    env_initramfs: environment.initramfs,
    env_cmdline: environment.cmdline,
    env_min_memory_bytes: sizes.leastBytes,
    env_kernel_bytes: sizes.kernelBytes,
    env_initramfs_bytes: sizes.initramfsBytes,
    env_unpacked_bytes: sizes.unpackedBytes,
    grub_modules: grub.modules,
  };
}
