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
  wholeKernelPackage,
  type RootFileSystem,
} from './root-file-system.ts';

/** A Debian in the shape of a resinOS disk image: its partitions, files and ways to boot, not its programs. */
export interface ResinOs {
  readonly name: string;
  readonly version: string;
  readonly deviceType: string;
  /** A sparse raw disk in the cache. Never boot it: copy it. */
  readonly image: string;
}

export interface ResinPartition {
  readonly number: number;
  readonly label: string;
  readonly fileSystem: 'vfat' | 'ext4';
  readonly startSector: number;
  readonly sectors: number;
}

const MIB_SECTORS = 2048;
/** In front of the first partition, and of each logical one; the extended partition (4) begins where rootB ends. */
const ALIGNMENT = 4 * MIB_SECTORS;
const BOOT_SECTORS = 40 * MIB_SECTORS;
const ROOT_SECTORS = 512 * MIB_SECTORS;
const STATE_SECTORS = 20 * MIB_SECTORS;
const DATA_SECTORS = 128 * MIB_SECTORS;

const ROOT_A = ALIGNMENT + BOOT_SECTORS;
const EXTENDED = ROOT_A + 2 * ROOT_SECTORS;
const STATE = EXTENDED + ALIGNMENT;
const DATA = STATE + STATE_SECTORS + ALIGNMENT;

export const RESIN_PARTITIONS: readonly ResinPartition[] = [
  partition(1, 'resin-boot', [ALIGNMENT, BOOT_SECTORS]),
  partition(2, 'resin-rootA', [ROOT_A, ROOT_SECTORS]),
  partition(3, 'resin-rootB', [ROOT_A + ROOT_SECTORS, ROOT_SECTORS]),
  partition(5, 'resin-state', [STATE, STATE_SECTORS]),
  partition(6, 'resin-data', [DATA, DATA_SECTORS]),
];

const NAME = 'stem-remote resinOS stand-in';
const VERSION = '1.0.0';
/** Whose ways its stand-in has. */
const SUPERVISOR_VERSION = '16.7.0';
const DEVICE_TYPE = 'genericx86-64-ext';
const CMDLINE = 'rootwait console=tty0 console=ttyS0,115200 mitigations=off panic=10';
const MAKE_IMAGE_TIMEOUT_MS = 10 * 60_000;

const RESIN_OS = join(import.meta.dirname, 'resin-os');

const PACKAGES = [
  'busybox-static',
  'crun',
  'curl',
  'dbus',
  'e2fsprogs',
  'fdisk',
  'initramfs-tools',
  'iproute2',
  'jq',
  'kmod',
  'mtools',
  'netavark',
  'network-manager',
  'openssh-server',
  'openssh-sftp-server',
  'parted',
  'podman',
  'procps',
  'sudo',
  'systemd-sysv',
  'udev',
  'wpasupplicant',
  'zstd',
];

export interface ResinOsOptions {
  /** Its kernel knows radios: it is twice as large, and slower to boot. */
  readonly hasRadio?: boolean;
}

/** Builds the image, or finds it in the cache. `say` gets whole lines. */
export async function buildResinOs(
  say: (line: string) => void,
  { hasRadio = false }: ResinOsOptions = {},
): Promise<ResinOs> {
  const sources = aptSources();
  const root = resinRoot(sources, hasRadio ? wholeKernelPackage(sources) : kernelPackage(sources));
  const inputs = [
    ...rootInputs(root),
    ...treeInputs(RESIN_OS),
    ...fileInputs(import.meta.filename),
  ];
  const image = await cached('resin-os.raw', inputs, (out) => makeImage(root, out, say));
  return { name: NAME, version: VERSION, deviceType: DEVICE_TYPE, image };
}

async function makeImage(
  root: RootFileSystem,
  out: string,
  say: (line: string) => void,
): Promise<void> {
  const dir = `${out}.root`;
  try {
    say(`Building a resinOS image: ${String(root.packages.length)} packages by mmdebstrap`);
    await makeRoot(root, dir);
    await runProgram([join(RESIN_OS, 'make-image.sh'), dir, out], {
      timeoutMs: MAKE_IMAGE_TIMEOUT_MS,
      env: root.env,
      hint: 'Install what is missing: npm run lab -- tools',
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function resinRoot(sources: AptSources, kernel: string): RootFileSystem {
  return {
    hostname: 'resin',
    sources,
    packages: [kernel, ...PACKAGES],
    customize: join(RESIN_OS, 'customize.sh'),
    env: {
      LAB_OS_NAME: NAME,
      LAB_OS_VERSION: VERSION,
      LAB_SUPERVISOR_VERSION: SUPERVISOR_VERSION,
      LAB_DEVICE_TYPE: DEVICE_TYPE,
      LAB_CMDLINE: CMDLINE,
      LAB_TABLE: RESIN_PARTITIONS.map((one) =>
        [one.label, one.startSector, one.sectors].join(' '),
      ).join('\n'),
    },
  };
}

function partition(
  number: number,
  label: string,
  [startSector, sectors]: readonly [number, number],
): ResinPartition {
  const fileSystem = label === 'resin-boot' ? 'vfat' : 'ext4';
  return { number, label, fileSystem, startSector, sectors };
}
