import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { AptSources } from '../apt-sources.ts';
import { LabError } from '../lab-error.ts';
import { runProgram } from '../run-program.ts';
import { fileInputs } from './cache.ts';

const BOOTSTRAP_TIMEOUT_MS = 30 * 60_000;

/** Makes the initramfs small and quick, in every system that the lab boots from a disk. */
const INITRAMFS = join(import.meta.dirname, 'initramfs');
const QUICK_BOOT = join(import.meta.dirname, 'quick-boot.sh');
const FORGET_BUILDER = join(import.meta.dirname, 'forget-builder.sh');

export interface RootFileSystem {
  /** A placeholder until a machine gets its own. */
  readonly hostname: string;
  readonly sources: AptSources;
  readonly packages: readonly string[];
  /** The script that mmdebstrap calls with the root, once all packages are configured. */
  readonly customize: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a root file system is made of, for the cache. */
export function rootInputs(root: RootFileSystem): readonly string[] {
  const { hostname, sources, packages, env } = root;
  return [
    // Not the script's path: every checkout of the project finds the same artifact.
    JSON.stringify({ hostname, sources, packages, env }),
    ...fileInputs(root.customize, QUICK_BOOT, FORGET_BUILDER, import.meta.filename),
    ...treeInputs(INITRAMFS),
  ];
}

/** Installs the packages into the new folder `dir`. Needs root: owners, device nodes and chroot are real. */
export async function makeRoot(root: RootFileSystem, dir: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new LabError('Building a system for the lab needs root.', {
      hint: 'Run the same command with sudo.',
    });
  }
  const exclude = ['doc', 'man', 'locale', 'info', 'lintian', 'bug'];
  const options = [
    ...exclude.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    // A build that the machine's power cuts is begun anew: nothing is gained by an fsync for each file.
    '--dpkgopt=force-unsafe-io',
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=APT::Install-Recommends "false"',
    '--essential-hook=cp -R "$LAB_INITRAMFS/." "$1/"',
    '--customize-hook="$LAB_CUSTOMIZE" "$1"',
    '--customize-hook="$LAB_QUICK_BOOT" "$1"',
    `--include=${root.packages.join(',')}`,
  ];
  const { suite, lines } = root.sources;
  await runProgram(
    ['mmdebstrap', '--mode=root', '--variant=minbase', ...options, suite, dir, ...lines],
    {
      timeoutMs: BOOTSTRAP_TIMEOUT_MS,
      env: {
        ...root.env,
        LAB_INITRAMFS: INITRAMFS,
        LAB_CUSTOMIZE: root.customize,
        LAB_QUICK_BOOT: QUICK_BOOT,
      },
      hint: 'See that the mirrors of /etc/apt answer (apt-get update), then build again.',
    },
  );
  await runProgram([FORGET_BUILDER, dir, root.hostname], { timeoutMs: 60_000 });
}

/** The kernel for virtual machines of the distribution. */
export function kernelPackage(sources: AptSources): string {
  return sources.distribution === 'ubuntu' ? 'linux-image-virtual' : 'linux-image-cloud-amd64';
}

/** That for real machines: it has all drivers. */
export const wholeKernelPackage = ({ distribution }: AptSources): string =>
  distribution === 'ubuntu' ? 'linux-image-generic' : 'linux-image-amd64';

/** Every file below `dir` as an input: its path, whether it may be run, and its content. */
export function treeInputs(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap((name) => {
      const file = join(dir, name);
      const stat = statSync(file);
      if (!stat.isFile()) return [];
      const mode = (stat.mode & 0o100) === 0 ? 'file' : 'program';
      return [`${name}\n${mode}\n${readFileSync(file, 'utf8')}`];
    });
}
