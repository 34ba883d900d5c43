import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { LabError } from '../lab-error.ts';

export const RECORD_FILE = 'device.json';

const recordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  site: z.string(),
  /** How an inventory logs in: as root by key, or as `pilot` with a password. */
  login: z.enum(['root', 'pilot']),
  hardware: z.object({
    bus: z.enum(['scsi', 'ide', 'ahci', 'nvme']),
    cpus: z.int(),
    memoryMib: z.int(),
    mac: z.string(),
  }),
  /** Of `ssh-ed25519 AAAA…` lines. */
  hostKeys: z.array(z.string()).min(1).readonly(),
  /** A private key's file, accepted for root. */
  rootKey: z.string(),
  pilotPassword: z.string(),
  /** The loopback port that leads to SSH; another one where it was taken at a later start. */
  port: z.int(),
  /** The one that leads to the port of a balenaOS, where the device has one. */
  newPort: z.int().optional(),
  /** The network namespace of its only cable, where it is not QEMU's own network. */
  segment: z.string().optional(),
  /** The QEMU that was started last. */
  process: z.object({ pid: z.int(), startTime: z.string() }).nullable(),
  /** Length of the console's file when that QEMU was started. */
  consoleStart: z.int(),
});

/** What a device's folder says about it; the lab's only state. */
export type DeviceRecord = z.infer<typeof recordSchema>;

export async function readRecord(dir: string): Promise<DeviceRecord> {
  const file = join(dir, RECORD_FILE);
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new LabError(`${dir} is not a lab device's folder, or one of another version.`, {
      hint: `Remove it with \`npm run lab -- destroy\`, or create the device again.`,
      cause,
    });
  }
}

/** Replaces the file in one step: a killed lab leaves the old record or the new one. */
export async function writeRecord(dir: string, record: DeviceRecord): Promise<void> {
  const file = join(dir, RECORD_FILE);
  const unfinished = `${file}.${String(process.pid)}`;
  // The password is a lab's, yet nobody else needs to read it.
  await writeFile(unfinished, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}
