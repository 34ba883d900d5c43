import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { LabError } from '../lab-error.ts';
import { createDevice, type CreateOptions } from './create.ts';
import { Device } from './device.ts';
import { lastLines } from './console.ts';
import { RECORD_FILE } from './record.ts';

/** A folder of devices, one folder each, named as the device. */
export interface Lab {
  readonly dir: string;
  /** In the order of their names. */
  devices(): Promise<readonly Device[]>;
  /** @throws LabError where there is none of this name */
  device(name: string): Promise<Device>;
  create(options: Omit<CreateOptions, 'dir'>): Promise<Device>;
  /** Cuts the power of a device and removes its folder. */
  destroy(name: string): Promise<void>;
}

/** The lab of a folder, which need not exist yet. */
export function openLab(folder: string): Lab {
  const dir = resolve(folder);
  /** One object a device: what one start finds out, all know. */
  const known = new Map<string, Device>();
  const open = async (name: string): Promise<Device> => {
    const device = known.get(name) ?? (await Device.open(join(dir, name)));
    known.set(name, device);
    return device;
  };
  return {
    dir,
    devices: async () => {
      const names = existsSync(dir) ? await readdir(dir) : [];
      const ours = names.filter((name) => existsSync(join(dir, name, RECORD_FILE)));
      return Promise.all(ours.sort().map(open));
    },
    device: async (name) => {
      if (existsSync(join(dir, name, RECORD_FILE))) return open(name);
      throw new LabError(`The lab has no device ${name}.`, {
        hint: 'See `npm run lab -- list`, or create it: npm run lab -- up NAME',
      });
    },
    create: async (options) => {
      const device = await createDevice({ ...options, dir: join(dir, options.name) });
      known.set(device.name, device);
      return device;
    },
    destroy: async (name) => {
      const device = await open(name);
      await device.kill();
      known.delete(name);
      await rm(device.dir, { recursive: true });
    },
  };
}

/**
 * A lab in a new folder under the system's temporary one, for a test: whatever happens, its devices are killed and
 * the folder removed. Where the test fails, the ends of the consoles go to stderr first; with `STEM_LAB_KEEP=1`
 * the folder stays then.
 */
export async function withLab<T>(body: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = openLab(await mkdtemp(join(tmpdir(), 'stem-lab-')));
  let keep = false;
  try {
    return await body(lab);
  } catch (error) {
    keep = process.env['STEM_LAB_KEEP'] === '1';
    for (const device of await lab.devices()) {
      const end = lastLines(await device.console(), 25);
      process.stderr.write(`--- end of the console of ${device.name}:\n${end}\n`);
    }
    if (keep) process.stderr.write(`--- kept: ${lab.dir}\n`);
    throw error;
  } finally {
    for (const device of await lab.devices()) await device.kill();
    if (!keep) await rm(lab.dir, { recursive: true, force: true });
  }
}
