import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { bootBlock, CORE_SECTOR, OLD_SECTOR, TO_NEW } from '../../../src/commands/grub-config.ts';
import { outcomeOf, type Facts } from './classes.ts';
import { Disk } from './disk.ts';
import { look, lookAtEnd, lookAtStage, lookBefore, type Reference } from './look.ts';

const ROOT = { start: 2048, mib: 8 };
const STAGING = { start: 20480, mib: 8 };
const SECTORS = 40960;
/** The old root is made twice. */
const OLD_UUID = '5e1f0c5a-0000-4000-8000-000000000001';
const CORE = Buffer.alloc((ROOT.start - CORE_SECTOR) * 512, 'our core');

/** A disk that was migrated, but for its first sector. */
function makeScene(dir: string): { readonly disk: Disk; readonly reference: Reference } {
  const file = join(dir, 'disk.raw');
  const image = Buffer.alloc(SECTORS * 512);
  withTable(1n).copy(image);
  const logical = Buffer.alloc(512);
  partition(logical, 0, { type: 0x82, start: 2, sectors: STAGING.mib * 2048 });
  logical.writeUInt16LE(0xaa55, 510);
  logical.copy(image, (STAGING.start - 2) * 512);
  oldRoot(dir).copy(image, ROOT.start * 512);
  writeFileSync(file, image);
  const disk = new Disk(file, SECTORS);
  const before = lookBefore(disk, new Map());
  disk.write(STAGING.start, stagingOf(dir));
  const stage = lookAtStage(disk, before.layout, new Map());
  disk.write(ROOT.start, newRoot(dir));
  disk.write(CORE_SECTOR, CORE);
  const reference: Reference = { ...before, stage, ...lookAtEnd(disk, before.layout, new Map()) };
  return { disk, reference };
}

describe('what is looked at on a disk', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-look-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const { disk, reference } = makeScene(dir);
  after(() => {
    disk[Symbol.dispose]();
  });
  const facts = (): Facts => look(disk, reference, new Map());

  it('is the new system, where our core is told so and it is whole', () => {
    disk.write(0, withTable(BigInt(CORE_SECTOR)));
    disk.write(OLD_SECTOR, withTable(1n));
    const { starts, ourCore, savedSector, staging: found, mode, newFiles } = facts();
    assert.deepEqual(
      { starts, ourCore, savedSector, found, mode, newFiles },
      {
        starts: 'our core',
        ourCore: 'whole',
        savedSector: 'whole',
        found: 'by label',
        mode: 'new',
        newFiles: true,
      },
    );
    assert.equal(outcomeOf(facts()).system, 'new');
  });

  it('is nothing, where one byte of our core is another one', () => {
    disk.write(CORE_SECTOR + 7, Buffer.alloc(512, 'x'));
    assert.equal(facts().ourCore, 'part');
    assert.equal(outcomeOf(facts()).system, 'nothing');
    disk.write(CORE_SECTOR, CORE);
  });

  it('is found by its place, where the table has lost the staging partition', () => {
    const sector = withTable(BigInt(CORE_SECTOR));
    sector.fill(0, 462, 478);
    disk.write(0, sector);
    assert.deepEqual([facts().staging, facts().table], ['by place', 'root alone']);
  });

  it('is the old system, where the first sector is as before and the root as well', () => {
    disk.write(0, withTable(1n));
    disk.write(ROOT.start, oldRoot(dir));
    assert.deepEqual([facts().root, facts().oldFiles, facts().armed], ['old', true, false]);
    assert.equal(outcomeOf(facts()).system, 'old');
  });
});

function partition(
  sector: Buffer,
  index: number,
  { type, start, sectors }: { type: number; start: number; sectors: number },
): void {
  const at = 446 + index * 16;
  sector.writeUInt8(type, at + 4);
  sector.writeUInt32LE(start, at + 8);
  sector.writeUInt32LE(sectors, at + 12);
}

function fileSystem(dir: string, label: string, files: Readonly<Record<string, string>>): Buffer {
  const root = join(dir, label);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const image = `${root}.raw`;
  writeFileSync(image, Buffer.alloc(ROOT.mib * 2 ** 20));
  const features = 'none,has_journal,ext_attr,dir_index,filetype,extent,flex_bg,sparse_super';
  const uuid = label === 'old' ? OLD_UUID : 'random';
  const options = ['-q', '-F', '-O', features, '-L', label, '-U', uuid, '-d', root];
  execFileSync('mke2fs', [...options, image], { stdio: 'pipe' });
  return readFileSync(image);
}

function oldRoot(dir: string): Buffer {
  return fileSystem(dir, 'old', {
    'boot/vmlinuz-1': 'kernel',
    'boot/initrd.img-1': 'initramfs',
    'boot/grub/grub.cfg': 'menu',
    'boot/grub/i386-pc/normal.mod': 'module',
  });
}

function stagingOf(dir: string): Buffer {
  return fileSystem(dir, 'stem-staging', {
    'stem/vmlinuz': 'kernel',
    'stem/initrd.img': 'initramfs',
    'stem/identity.img': 'identity',
    'stem/grub.cfg': 'script',
    'stem/grubenv': bootBlock(TO_NEW),
  });
}

function newRoot(dir: string): Buffer {
  return fileSystem(dir, 'stem-root', {
    'boot/grub/grub.cfg':
      'if linux "($new)"/boot/k a; then if initrd "($new)"/boot/i; then boot; fi',
    'boot/k': 'kernel',
    'boot/i': 'initramfs',
  });
}

function withTable(pointer: bigint): Buffer {
  const sector = Buffer.alloc(512, 'boot code');
  sector.fill(0, 446);
  partition(sector, 0, { type: 0x83, start: ROOT.start, sectors: ROOT.mib * 2048 });
  partition(sector, 1, { type: 5, start: STAGING.start - 2, sectors: STAGING.mib * 2048 + 2 });
  sector.writeUInt16LE(0xaa55, 510);
  sector.writeBigUInt64LE(pointer, 0x5c);
  return sector;
}
