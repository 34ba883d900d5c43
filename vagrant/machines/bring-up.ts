import { mkdir, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';

import pLimit from 'p-limit';

import type { CreateOptions } from './create.ts';
import type { Device, StartOptions } from './device.ts';
import { checkSite, inventoryText, type InventoryOptions } from './inventory.ts';
import type { Lab } from './lab.ts';

const SSH_TIMEOUT_MS = 10 * 60_000;

/** A device as it is wanted; where it exists it stays as it is. */
export type Wanted = Omit<CreateOptions, 'dir' | 'image' | 'personalise'>;

export interface BringUpOptions extends Pick<CreateOptions, 'image' | 'personalise'> {
  readonly lifetime?: StartOptions['lifetime'];
  readonly say: (line: string) => void;
}

/** Devices on sites in turn, of two one with root and a key, one with `pilot` and a password. */
export function wantedDevices(names: readonly string[], sites: readonly string[]): Wanted[] {
  sites.forEach(checkSite);
  return names.map((name, index) => ({
    name,
    site: sites[index % sites.length] ?? 'berlin',
    login: index % 2 === 0 ? 'root' : 'pilot',
  }));
}

/**
 * Creates those devices that do not exist, starts those that are off, and returns when all let root in. As many
 * boot at once as this machine has processors.
 */
export async function bringUp(
  lab: Lab,
  wanted: readonly Wanted[],
  options: BringUpOptions,
): Promise<readonly Device[]> {
  const { say, image, personalise, lifetime } = options;
  const existing = new Map((await lab.devices()).map((device) => [device.name, device]));
  const limit = pLimit(availableParallelism());
  const ups = wanted.map((one) =>
    limit(async () => {
      const device = existing.get(one.name) ?? (await lab.create({ ...one, image, personalise }));
      const startedAt = Date.now();
      if (!(await device.isRunning())) {
        say(`${device.name}: starting`);
        await device.start(lifetime === undefined ? {} : { lifetime });
      }
      await device.waitForSsh(SSH_TIMEOUT_MS);
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      say(`${device.name}: up at 127.0.0.1:${String(device.port)} after ${String(seconds)} s`);
      return device;
    }),
  );
  // One that fails must not leave the others half-way: they get to their end first.
  await Promise.allSettled(ups);
  return Promise.all(ups);
}

/** Writes the inventory of these devices in one step. */
export async function writeInventory(
  file: string,
  devices: readonly Device[],
  options: InventoryOptions = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${String(process.pid)}`;
  const text = inventoryText(
    devices.map(({ record }) => record),
    options,
  );
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, file);
}
