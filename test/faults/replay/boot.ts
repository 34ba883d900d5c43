import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Device } from '../../../vagrant/machines/device.ts';
import { createOverlay } from '../../../vagrant/machines/disk.ts';
import { BASE_FILE, DISK_FILE } from '../../../vagrant/machines/qemu-argv.ts';
import { systemOf } from '../../e2e/looks.ts';
import type { System } from './classes.ts';

/** Until then it must answer, with no hand on it. A healthy boot takes 20 s under emulation, on a busy machine minutes. */
const ANSWER_MS = 6 * 60_000;

export interface Booted {
  readonly seen: System | 'nothing' | 'another';
  readonly seconds: number;
  /** What went wrong, with the end of the console. */
  readonly why?: string;
}

/** A device of its own folder that has the recorded one's identity, and boots what is in its `base.raw`. */
export async function makeTwin(recorded: string, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of ['device.json', 'known_hosts'])
    await copyFile(join(recorded, file), join(folder, file));
  return join(folder, BASE_FILE);
}

/** One boot on a fresh overlay: the rebuilt disk below it stays as it is. SSH knows only the recorded device's keys. */
export async function bootTwin(folder: string): Promise<Booted> {
  await rm(join(folder, DISK_FILE), { force: true });
  await createOverlay(join(folder, DISK_FILE), BASE_FILE);
  await using device = await Device.open(folder);
  const startedAt = Date.now();
  const seconds = (): number => Math.round((Date.now() - startedAt) / 1000);
  try {
    await device.start();
    await device.waitForSsh(ANSWER_MS);
    const seen = await systemOf(device);
    return { seen: isSystem(seen) ? seen : 'another', seconds: seconds() };
  } catch (error) {
    return { seen: 'nothing', seconds: seconds(), why: String(error) };
  }
}

const isSystem = (text: string): text is System => ['old', 'environment', 'new'].includes(text);
