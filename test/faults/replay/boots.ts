import { existsSync } from 'node:fs';
import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { copySparse } from '../../../vagrant/machines/disk.ts';
import { BASE_FILE } from '../../../vagrant/machines/qemu-argv.ts';
import { inOrder, Rebuilt } from './apply.ts';
import { bootTwin, makeTwin, type Booted } from './boot.ts';
import type { CrashPoint } from './crash-points.ts';
import { Disk } from './disk.ts';
import { deviceDirOf, writeLogOf } from './record.ts';
import { SECTOR, WriteLog } from './write-log.ts';

const BOOTS_FILE = 'boots.txt';
/** Not begun with less than this before the end of the time. */
const ONE_BOOT_MS = 2 * 60_000;

export interface BootOptions {
  readonly dir: string;
  /** No boot begins shortly before it: the next call goes on. */
  readonly until: number;
  readonly say: (line: string) => void;
}

/** Boots those of the points that have not been booted yet, each once. */
export async function bootPoints(
  { dir, until, say }: BootOptions,
  points: readonly CrashPoint[],
): Promise<void> {
  const done = await readBoots(dir);
  const left = points.filter((point) => !done.has(nameOf(point))).sort(inOrder);
  if (left.length === 0) return;
  using log = new WriteLog(writeLogOf(dir));
  const folder = join(dir, 'twin');
  try {
    const file = await makeTwin(deviceDirOf(dir), folder);
    await copySparse(join(deviceDirOf(dir), BASE_FILE), file);
    const { size } = await stat(file);
    using disk = new Disk(file, size / SECTOR);
    const rebuilt = new Rebuilt(log, disk);
    for (const point of left) {
      if (Date.now() > until - ONE_BOOT_MS) break;
      const booted = await rebuilt.at(point, () => bootTwin(folder));
      const line = `${nameOf(point)}\t${JSON.stringify(booted)}\n`;
      await appendFile(join(dir, BOOTS_FILE), line);
      say(`${nameOf(point)}: ${booted.seen} after ${String(booted.seconds)} s`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was booted by this process and earlier ones, by the point's name. */
export async function readBoots(dir: string): Promise<ReadonlyMap<string, Booted>> {
  const file = join(dir, BOOTS_FILE);
  const text = existsSync(file) ? await readFile(file, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [name = '', json = ''] = line.split('\t');
      return [name, JSON.parse(json) as Booted];
    }),
  );
}

/** The same point has the same name in each run with the same log. */
export const nameOf = ({ variant, upTo, then }: CrashPoint): string =>
  [variant, String(upTo), ...then.map((part) => `${String(part.entry)}:${String(part.sectors)}`)]
    .join(' ')
    .slice(0, 2000);
