import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { aptSources, type AptSources } from '../apt-sources.ts';
import { runProgram } from '../run-program.ts';
import { cached, fileInputs } from './cache.ts';
import { labKey } from './lab-key.ts';
import {
  kernelPackage,
  makeRoot,
  rootInputs,
  treeInputs,
  type RootFileSystem,
} from './root-file-system.ts';

/** The lab's device before it has a name: each device is a copy of the disk, see `personalise`. */
export interface DeviceImage {
  /** A sparse raw disk of 4 GiB in the cache. Never boot it: copy it. */
  readonly disk: string;
  /** A private ed25519 key, 0600, that root accepts. */
  readonly rootKey: string;
  /** Of the login user `pilot`, whose sudo asks for it. */
  readonly pilotPassword: string;
}

const PILOT_PASSWORD = 'pilot-of-the-lab';
const ROOT_UUID = '5e1f0c5a-14a0-4d00-8a01-0000000000a1';
const SWAP_UUID = '5e1f0c5a-14a0-4d00-8a05-0000000000a5';
const MAKE_DISK_TIMEOUT_MS = 10 * 60_000;

const DEVICE = join(import.meta.dirname, 'device');

/** What an Ubuntu 14.04 server with GRUB has, as far as a migration uses it. */
const PACKAGES = [
  'cpio',
  'dbus',
  'e2fsprogs',
  'fdisk',
  'grub-pc',
  'ifupdown',
  'initramfs-tools',
  'iproute2',
  'isc-dhcp-client',
  'kmod',
  'openssh-server',
  'openssh-sftp-server',
  'pciutils',
  'procps',
  'psmisc',
  'sudo',
  'systemd-sysv',
  'udev',
];

/** Builds the disk of a lab device, or finds it in the cache. `say` gets whole lines. */
export async function buildDevice(say: (line: string) => void): Promise<DeviceImage> {
  const rootKey = await labKey('root-key');
  const root = deviceRoot(aptSources(), (await readFile(`${rootKey}.pub`, 'utf8')).trim());
  const inputs = [...rootInputs(root), ...treeInputs(DEVICE), ...fileInputs(import.meta.filename)];
  const disk = await cached('device.raw', inputs, (out) => makeDisk(root, out, say));
  return { disk, rootKey, pilotPassword: PILOT_PASSWORD };
}

async function makeDisk(
  root: RootFileSystem,
  out: string,
  say: (line: string) => void,
): Promise<void> {
  const dir = `${out}.root`;
  try {
    say(`Building the lab device's disk: ${String(root.packages.length)} packages by mmdebstrap`);
    await makeRoot(root, dir);
    await runProgram([join(DEVICE, 'make-disk.sh'), dir, out], {
      timeoutMs: MAKE_DISK_TIMEOUT_MS,
      env: root.env,
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function deviceRoot(sources: AptSources, authorizedKey: string): RootFileSystem {
  return {
    hostname: 'lab-device',
    sources,
    packages: [kernelPackage(sources), ...PACKAGES],
    customize: join(DEVICE, 'customize.sh'),
    env: {
      LAB_AUTHORIZED_KEY: authorizedKey,
      LAB_PILOT_PASSWORD: PILOT_PASSWORD,
      LAB_ROOT_UUID: ROOT_UUID,
      LAB_SWAP_UUID: SWAP_UUID,
    },
  };
}
