import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { copySparse } from '../../../vagrant/machines/disk.ts';
import { BASE_FILE } from '../../../vagrant/machines/qemu-argv.ts';
import { inOrder, Rebuilt } from './apply.ts';
import type { CrashPoint } from './crash-points.ts';
import { Disk } from './disk.ts';
import type { HashCache } from './ext4.ts';
import { checkFileSystems } from './file-systems.ts';
import { look } from './look.ts';
import { randomFrom } from './random.ts';
import { deviceDirOf, writeLogOf } from './record.ts';
import { learn, type Learned } from './reference.ts';
import { walk, type Found } from './walk.ts';
import { SECTOR, WriteLog } from './write-log.ts';

export interface Checked extends Learned {
  readonly found: Found;
  readonly bytes: number;
  readonly entries: number;
}

export interface CheckOptions {
  /** The folder of a recording. */
  readonly dir: string;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** Looks at every state that a cut of the recorded run could have left, without a machine. */
export async function checkStates({ dir, seed, say }: CheckOptions): Promise<Checked> {
  using log = new WriteLog(writeLogOf(dir));
  const learned = await withDisk(dir, (disk) => learn(log, disk));
  const cache: HashCache = new Map();
  const found = await withDisk(dir, (disk) =>
    walk({
      log,
      disk,
      look: (sectors) => look(sectors, learned.reference, cache),
      random: randomFrom(seed),
      draw: randomFrom(seed + 1),
      say,
    }),
  );
  const { size } = await stat(writeLogOf(dir));
  return { ...learned, found, bytes: size, entries: log.entries.length };
}

export interface Wrong {
  readonly point: CrashPoint;
  readonly what: string;
}

/** e2fsck and the seals, at these points. */
export async function checkPoints(
  { dir, say }: CheckOptions,
  points: readonly CrashPoint[],
  { reference }: Learned,
): Promise<readonly Wrong[]> {
  using log = new WriteLog(writeLogOf(dir));
  const wrong: Wrong[] = [];
  await withDisk(dir, async (disk, file) => {
    const rebuilt = new Rebuilt(log, disk);
    for (const point of [...points].sort(inOrder)) {
      const found = await rebuilt.at(point, () => checkFileSystems(file, reference));
      for (const what of found) wrong.push({ point, what });
      say(`file systems at ${point.variant} ${String(point.upTo)}: ${String(found.length)} wrong`);
    }
  });
  return wrong;
}

/** The disk as it was before the recorded run, as a copy. */
async function withDisk<T>(
  dir: string,
  body: (disk: Disk, file: string) => T | Promise<T>,
): Promise<T> {
  const file = join(dir, 'walk.raw');
  const base = join(deviceDirOf(dir), BASE_FILE);
  try {
    await copySparse(base, file);
    const { size } = await stat(file);
    using disk = new Disk(file, size / SECTOR);
    return await body(disk, file);
  } finally {
    await rm(file, { force: true });
  }
}
