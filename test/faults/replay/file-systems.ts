import { rm } from 'node:fs/promises';

import { z } from 'zod';

import { STAGE } from '../../../src/commands/stage.ts';
import { copySparse } from '../../../vagrant/machines/disk.ts';
import { tryProgram } from '../../../vagrant/run-program.ts';
import { Disk } from './disk.ts';
import { readExt4, type Ext4 } from './ext4.ts';
import type { Reference } from './look.ts';
import { stageFiles } from './look-at-staging.ts';
import { SECTOR } from './write-log.ts';

const FSCK_TIMEOUT_MS = 10 * 60_000;
/** e2fsck's exit code from which on it has left errors, or needs a person. */
const FSCK_LEFT_ERRORS = 4;

const manifestSchema = z.object({
  members: z.array(z.object({ path: z.string(), sha256: z.string() })),
});

/**
 * What Linux finds after its next mount: a copy of the disk, each ext4's journal replayed and the rest checked by e2fsck, and
 * the promises of the seals. Gives what is wrong, in words.
 */
export async function checkFileSystems(
  file: string,
  reference: Reference,
): Promise<readonly string[]> {
  const copy = `${file}.checked`;
  try {
    await copySparse(file, copy);
    const { root, staging } = reference.layout;
    const wrong: string[] = [];
    for (const { start } of [root, staging]) wrong.push(...(await replay(copy, start)));
    using disk = new Disk(copy, staging.start + staging.sectors);
    const fs = readExt4({ disk, start: staging.start, cache: new Map() });
    return [...wrong, ...(fs === null ? [] : brokenSeals(fs, reference))];
  } finally {
    await rm(copy, { force: true });
  }
}

async function replay(file: string, start: number): Promise<readonly string[]> {
  {
    using disk = new Disk(file, start + 4);
    if (disk.read(start + 2, 2).readUInt16LE(56) !== 0xef53) return [];
  }
  const at = `${file}?offset=${String(start * SECTOR)}`;
  const options = { timeoutMs: FSCK_TIMEOUT_MS, hint: 'Install e2fsprogs.' };
  const first = await tryProgram(['e2fsck', '-p', at], options);
  const second = await tryProgram(['e2fsck', '-f', '-n', at], options);
  const codes = [first.exitCode, second.exitCode];
  if (codes.every((code) => code !== null && code < FSCK_LEFT_ERRORS)) return [];
  const said = `${first.stdout}\n${second.stdout}`.trim().split('\n').slice(-8).join(' / ');
  return [`e2fsck of the partition from ${String(start)}: ${said}`];
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
