import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { aptSources, type AptSources } from '../apt-sources.ts';
import { runProgram } from '../run-program.ts';
import { cached } from './cache.ts';
import { fetchPackages } from './packages.ts';
import { treeInputs, wholeKernelPackage } from './root-file-system.ts';

/** The migration environment as files of this machine: what a bundle's `env/` and `grub/` are made of. */
export interface Environment {
  /** A bzImage. */
  readonly kernel: string;
  /** The whole system, compressed. Its length is a multiple of 4: an identity may follow it. */
  readonly initramfs: string;
  /** A plain tar of GRUB's i386-pc folder: boot.img, kernel.img, modules and lists, no folder around. */
  readonly grubModules: string;
  /** What its kernel is to be told, without the words that belong to one device. */
  readonly cmdline: string;
  /** Drivers of radios that it has with their firmware. */
  readonly wifiDrivers: readonly string[];
  /** The least memory of a device on which it was seen to boot and work. */
  readonly minMemoryBytes: number;
}

const ENVIRONMENT_CMDLINE = 'panic=10 oops=panic net.ifnames=0 mitigations=off';

/** Measured: test/e2e/environment.test.ts boots with no more. Unpacked it has 96 MB, and the kernel gives half of the memory to that. */
const MIN_MEMORY_BYTES = 320 * 2 ** 20;

/** Packages besides the kernel; programs.txt says which of their programs are taken. */
const PACKAGES: readonly string[] = [
  'busybox-static',
  'coreutils',
  'cpio',
  'dash',
  'diffutils',
  'e2fsprogs',
  'fdisk',
  'findutils',
  'grep',
  'grub-common',
  'grub-pc-bin',
  'grub2-common',
  'gzip',
  'iproute2',
  'kmod',
  'mawk',
  'mount',
  'openssh-client',
  'openssh-server',
  'openssh-sftp-server',
  'sed',
  'tar',
  'util-linux',
  'wireless-regdb',
  'wpasupplicant',
  'zstd',
];

const BUILD_TIMEOUT_MS = 15 * 60_000;
const FOLDER = join(import.meta.dirname, 'environment');

/**
 * Builds the environment from Debian's packages, or takes it from the cache. `say` gets whole lines. The folder that
 * `$STEM_LAB_FIRMWARE` names becomes its /lib/firmware: radios need one that Debian's main archive lacks.
 */
export async function buildEnvironment(say: (line: string) => void): Promise<Environment> {
  const firmware = process.env['STEM_LAB_FIRMWARE'] ?? '';
  const sources = aptSources();
  const packages = [...PACKAGES, ...kernelPackages(sources)];
  const archive = await fetchPackages({ name: 'environment-packages', sources, packages }, say);
  const inputs = [
    JSON.stringify({ sources, packages }),
    ...treeInputs(FOLDER),
    ...(firmware === '' ? [] : treeInputs(firmware)),
  ];
  const folder = await cached('environment', inputs, async (out) => {
    say('Building the migration environment (half a minute).');
    await runProgram(['bash', join(FOLDER, 'build.sh'), archive, out, firmware], {
      timeoutMs: BUILD_TIMEOUT_MS,
    });
  });
  return {
    kernel: join(folder, 'vmlinuz'),
    initramfs: join(folder, 'initrd.img'),
    grubModules: join(folder, 'i386-pc.tar'),
    cmdline: ENVIRONMENT_CMDLINE,
    wifiDrivers: linesOf(await readFile(join(folder, 'wifi-drivers'), 'utf8')),
    minMemoryBytes: MIN_MEMORY_BYTES,
  };
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

const kernelPackages = (sources: AptSources): readonly string[] => [
  wholeKernelPackage(sources),
  sources.distribution === 'ubuntu' ? 'linux-firmware' : 'firmware-linux-free',
];
