import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { aptSources, type AptSources } from '../apt-sources.ts';
import { runProgram } from '../run-program.ts';
import { cached, fileInputs } from './cache.ts';
import {
  kernelPackage,
  makeRoot,
  rootInputs,
  treeInputs,
  type RootFileSystem,
} from './root-file-system.ts';

/** A Debian that stands for resinOS in the lab, in the parts that a bundle wants of an OS: see docs/bundle.md. */
export interface StandInOs {
  readonly name: string;
  readonly version: string;
  /** The root file system, a tar packed with zstd, in the cache. */
  readonly rootTar: string;
  /** `sha256sum` lines of its regular files, beside it. */
  readonly checksums: string;
  /** Paths inside of the root, of regular files. */
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
}

const NAME = 'stem-remote stand-in OS';
const VERSION = '1.0.0';
const CMDLINE =
  'root=LABEL=stem-root rw console=ttyS0,115200 net.ifnames=0 mitigations=off panic=10';
const PACK_TIMEOUT_MS = 10 * 60_000;

const STAND_IN_OS = join(import.meta.dirname, 'stand-in-os');

const PACKAGES = [
  'dbus',
  'e2fsprogs',
  'fdisk',
  'initramfs-tools',
  'iproute2',
  'kmod',
  'network-manager',
  'openssh-server',
  'openssh-sftp-server',
  'procps',
  'sudo',
  'systemd-sysv',
  'udev',
  'zstd',
];

/** Builds the stand-in OS, or finds it in the cache. `say` gets whole lines. */
export async function buildStandInOs(say: (line: string) => void): Promise<StandInOs> {
  const root = standInRoot(aptSources());
  const inputs = [
    ...rootInputs(root),
    ...treeInputs(STAND_IN_OS),
    ...fileInputs(import.meta.filename),
  ];
  const dir = await cached('stand-in-os', inputs, (out) => packOs(root, out, say));
  return {
    name: NAME,
    version: VERSION,
    rootTar: join(dir, 'root.tar.zst'),
    checksums: join(dir, 'root.sha256'),
    kernel: 'boot/vmlinuz',
    initramfs: 'boot/initrd.img',
    cmdline: CMDLINE,
  };
}

async function packOs(
  root: RootFileSystem,
  out: string,
  say: (line: string) => void,
): Promise<void> {
  const dir = `${out}.root`;
  try {
    say(`Building the stand-in OS: ${String(root.packages.length)} packages by mmdebstrap`);
    await makeRoot(root, dir);
    await runProgram([join(STAND_IN_OS, 'pack.sh'), dir, out], { timeoutMs: PACK_TIMEOUT_MS });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function standInRoot(sources: AptSources): RootFileSystem {
  return {
    hostname: 'stand-in',
    sources,
    packages: [kernelPackage(sources), ...PACKAGES],
    customize: join(STAND_IN_OS, 'customize.sh'),
    env: { LAB_OS_NAME: NAME, LAB_OS_VERSION: VERSION },
  };
}
