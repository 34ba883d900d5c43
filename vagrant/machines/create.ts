import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { LabError } from '../lab-error.ts';
import { Device } from './device.ts';
import { copySparse, createOverlay } from './disk.ts';
import { BASE_FILE, DISK_FILE, macOf, type DiskBus } from './qemu-argv.ts';
import { freePort } from './qemu.ts';
import { RECORD_FILE, writeRecord, type DeviceRecord } from './record.ts';
import { SEGMENT_INTERFACES, type Segment } from './segment.ts';
import { writeKnownHosts } from './ssh.ts';

/** What device images are: a raw disk shared by all, and how one logs in to it. */
export interface DeviceImage {
  readonly disk: string;
  /** A private key's file. */
  readonly rootKey: string;
  readonly pilotPassword: string;
}

export interface CreateOptions {
  /** The device's own folder; it may exist, without a device in it. */
  readonly dir: string;
  /** Its hostname too. */
  readonly name: string;
  readonly image: DeviceImage;
  /** Gives a copy of the image its hostname and host keys of its own, which it returns. */
  readonly personalise: (
    disk: string,
    identity: { readonly hostname: string; readonly interfaces?: string },
  ) => Promise<{ readonly hostKeys: readonly string[] }>;
  readonly site?: string;
  readonly login?: DeviceRecord['login'];
  readonly bus?: DiskBus;
  /** Whether its new system listens on a port of its own. */
  readonly becomesBalena?: boolean;
  /** Where its cable is, and its address a static one; unset, it is in QEMU's own network, with DHCP. */
  readonly segment?: Segment;
  readonly cpus?: number;
  readonly memoryMib?: number;
}

/** Makes a device of an image: its own copy with its own identity, never started. */
export async function createDevice(options: CreateOptions): Promise<Device> {
  const { name, image } = options;
  const dir = resolve(options.dir);
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    throw new LabError(`"${name}" is no name for a device.`, {
      hint: 'Use lower case letters, digits and dashes, as in a hostname.',
    });
  }
  if (existsSync(join(dir, RECORD_FILE))) {
    throw new LabError(`There is a device in ${dir} already.`, {
      hint: `Remove it first: npm run lab -- destroy ${name}`,
    });
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const base = join(dir, BASE_FILE);
  await copySparse(image.disk, base);
  const { segment } = options;
  const { hostKeys } = await options.personalise(base, {
    hostname: name,
    ...(segment !== undefined && { interfaces: SEGMENT_INTERFACES }),
  });
  await createOverlay(join(dir, DISK_FILE), BASE_FILE);
  const record: DeviceRecord = {
    format: 1,
    name,
    site: options.site ?? 'berlin',
    login: options.login ?? 'root',
    hardware: hardwareOf(options),
    hostKeys: hostKeys.map(withoutComment),
    rootKey: image.rootKey,
    pilotPassword: image.pilotPassword,
    ...(await wayTo(options)),
    process: null,
    consoleStart: 0,
  };
  await writeKnownHosts(dir, record);
  await writeRecord(dir, record); // Last: from here on it is a device.
  return Device.open(dir);
}

const hardwareOf = (options: CreateOptions): DeviceRecord['hardware'] => ({
  bus: options.bus ?? 'scsi',
  cpus: options.cpus ?? 2,
  memoryMib: options.memoryMib ?? 2048,
  mac: macOf(randomBytes(3)),
});

async function wayTo({
  segment,
  becomesBalena = false,
}: CreateOptions): Promise<Pick<DeviceRecord, 'port' | 'newPort' | 'segment'>> {
  if (segment !== undefined) {
    const { name, port, newPort } = segment;
    return { segment: name, port, ...(becomesBalena && { newPort }) };
  }
  return { port: await freePort(), ...(becomesBalena && { newPort: await freePort() }) };
}

const withoutComment = (key: string): string => key.trim().split(/\s+/).slice(0, 2).join(' ');
