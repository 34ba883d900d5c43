import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { bundleOf } from '../../../vagrant/images/bundle.ts';
import { cached, fileInputs } from '../../../vagrant/images/cache.ts';
import { buildStandInOs } from '../../../vagrant/images/stand-in-os.ts';
import { runProgram } from '../../../vagrant/run-program.ts';
import { filesOfDisk } from './files-of-disk.ts';
import { fullKernelImage } from './full-kernel.ts';
import { fetchTools } from './tools.ts';

const PACK_TIMEOUT_MS = 15 * 60_000;
const PACK = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'vagrant',
  'images',
  'stand-in-os',
  'pack.sh',
);

/** What the stand-in OS is unpacked to, and gets another kernel with its modules. */
const EXCHANGE = `set -eu
tar=$1 kernel=$2 root=$3
mkdir "$root"
tar -C "$root" --zstd --xattrs --xattrs-include='*' --numeric-owner -xf "$tar"
rm -r "$root"/lib/modules/*
tar -C "$root" --keep-directory-symlink --no-same-owner -xf "$kernel"
version=$(basename "$root"/lib/modules/*)
depmod -b "$root" "$version"
mv "$root/boot/vmlinuz-$version" "$root/boot/vmlinuz"
rm "$root/boot/config-$version"`;

/** The lab's bundle with a new system whose kernel knows AHCI: the stand-in OS with the kernel of `fullKernelImage`. */
export async function fullKernelBundle(say: (line: string) => void): Promise<string> {
  const os = await buildStandInOs(say);
  const image = await fullKernelImage(say);
  const { kernel } = await fetchTools(say);
  const inputs = [
    basename(dirname(os.rootTar)),
    basename(image.disk),
    ...fileInputs(import.meta.filename),
  ];
  const folder = await cached('stand-in-os-full-kernel', inputs, async (out) => {
    say('Giving the stand-in OS a kernel for real machines (a minute).');
    const root = `${out}.root`;
    try {
      await runProgram(['bash', '-c', EXCHANGE, 'exchange', os.rootTar, kernel, root], {
        timeoutMs: PACK_TIMEOUT_MS,
      });
      await mkdir(`${out}.boot`, { recursive: true });
      const [initramfs = ''] = await filesOfDisk(image.disk, ['initrd.img'], `${out}.boot`);
      await runProgram(['cp', initramfs, join(root, os.initramfs)], { timeoutMs: 60_000 });
      await runProgram([PACK, root, out], { timeoutMs: PACK_TIMEOUT_MS });
    } finally {
      await rm(root, { recursive: true, force: true });
      await rm(`${out}.boot`, { recursive: true, force: true });
    }
  });
  const exchanged = {
    ...os,
    rootTar: join(folder, 'root.tar.zst'),
    checksums: join(folder, 'root.sha256'),
  };
  return bundleOf(exchanged, say);
}
