import { rm } from 'node:fs/promises';

import { z } from 'zod';

import { STAGE } from '../../../src/commands/stage.ts';
import { runProgram, tryProgram } from '../../../vagrant/run-program.ts';
import { Disk } from './disk.ts';
import { readExt4, type Ext4 } from './ext4.ts';
import { look, type Reference } from './look.ts';
import { stageFiles } from './look-at-staging.ts';
import { readTable, type Partition } from './table.ts';
import { SECTOR } from './write-log.ts';

const TIMEOUT_MS = 10 * 60_000;
/** e2fsck's exit code from which on it has left errors, or needs a person. */
const FSCK_LEFT_ERRORS = 4;

const manifestSchema = z.object({
  members: z.array(z.object({ path: z.string(), sha256: z.string() })),
});

/**
 * What Linux finds after its next mount: of each file system that is relied upon a copy, its journal replayed and the rest
 * checked by e2fsck, and the promises of the seals. Gives what is wrong, in words. What is only being made, or made anew
 * by the step that was cut, may be anything.
 */
export async function checkFileSystems(
  file: string,
  reference: Reference,
): Promise<readonly string[]> {
  const { staging } = reference.layout;
  using disk = new Disk(file, staging.start + staging.sectors);
  // It grows at the end.
  const root = readTable(disk).find((one) => one?.start === reference.layout.root.start);
  const facts = look(disk, reference, new Map());
  const wrong: string[] = [];
  if (facts.stageConfig === 'whole')
    wrong.push(...(await withReplayed(file, staging, (fs) => brokenSeals(fs, reference))));
  if (root === undefined) return [...wrong, 'the table has no root'];
  if ((facts.root === 'old' && !facts.noReturn) || facts.newFiles)
    wrong.push(...(await withReplayed(file, root, () => [])));
  return wrong;
}

async function withReplayed(
  file: string,
  { start, sectors }: Partition,
  body: (fs: Ext4) => readonly string[],
): Promise<readonly string[]> {
  const copy = `${file}.part`;
  const options = { timeoutMs: TIMEOUT_MS };
  try {
    const extent = `offset=${String(start * SECTOR)},size=${String(sectors * SECTOR)}`;
    const from = `driver=raw,${extent},file.driver=file,file.filename=${file}`;
    // It copies no holes. e2fsck itself loses an offset once it has replayed a journal.
    await runProgram(['qemu-img', 'convert', '--image-opts', '-O', 'raw', from, copy], options);
    const { exitCode, stdout } = await tryProgram(['e2fsck', '-p', '-f', copy], options);
    if (exitCode === null || exitCode >= FSCK_LEFT_ERRORS)
      return [`e2fsck of the partition from ${String(start)}: ${stdout.trim().slice(-400)}`];
    using disk = new Disk(copy, sectors);
    const fs = readExt4({ disk, start: 0, cache: new Map() });
    return fs === null ? [`no ext4 is left at ${String(start)}`] : body(fs);
  } finally {
    await rm(copy, { force: true });
  }
}

/** A seal says that what came before it is whole. */
function brokenSeals(fs: Ext4, reference: Reference): readonly string[] {
  const wrong: string[] = [];
  const has = (path: string): boolean => fs.text(path) !== null;
  if (has('/stem/.sealed')) {
    const { environment, config } = stageFiles(fs);
    if (environment !== reference.stage.environment) wrong.push('stem/.sealed without environment');
    if (config !== reference.stage.config) wrong.push('stem/.sealed without its grub.cfg');
    if (!has(STAGE.block)) wrong.push('stem/.sealed without its grubenv');
  }
  if (has('/bundle/.sealed')) wrong.push(...brokenMembers(fs));
  if (has('/no-return') && !has('/owner')) wrong.push('no-return without an owner');
  if (has('/no-return') && !has('/bundle/.sealed')) wrong.push('no-return without a whole bundle');
  return wrong;
}

/** The seal comes with the members by one rename: each of them must be what the manifest says. */
function brokenMembers(fs: Ext4): readonly string[] {
  const text = fs.text('/bundle/manifest.json');
  if (text === null) return ['bundle/.sealed without a manifest'];
  const { members } = manifestSchema.parse(JSON.parse(text));
  return members
    .filter(({ path, sha256 }) => fs.hash(`/bundle/${path}`) !== sha256)
    .map(({ path }) => `bundle/.sealed, and ${path} is not what the manifest says`);
}
