import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeExt4 } from '../../src/commands/disk.ts';
import { render } from '../../src/model/command.ts';
import { ext4Room, ROOT_EXT4, STAGING_EXT4, type Ext4Shape } from '../../src/model/ext4.ts';

const MIB = 2 ** 20;
const BLOCK = 4096;
const SIZES = [
  ...[64 * MIB, 100 * MIB, 512 * MIB, 1536 * MIB, 2683305984, 1609564160],
  // Around the least that a last group must have.
  ...[1, 563, 564, 600].map((more) => 128 * MIB + more * BLOCK),
  ...[560, 570, 690, 700].map((more) => 8 * 128 * MIB + more * BLOCK + 77),
];

const run = (file: string, ...args: readonly string[]): string =>
  execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

describe('the room that is computed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-room-'));
  const image = join(dir, 'image');
  after(() => {
    rmSync(dir, { recursive: true });
  });

  const made = (bytes: number, shape: Ext4Shape): readonly number[] => {
    writeFileSync(image, '');
    truncateSync(image, bytes);
    run('sh', '-c', render(makeExt4(image, 'stem-x', shape)));
    const told = run('dumpe2fs', '-h', image);
    return ['Free blocks', 'Reserved block count'].map((name) =>
      Number(new RegExp(`^${name}:\\s*(\\d+)$`, 'm').exec(told)?.[1]),
    );
  };

  for (const [name, shape] of Object.entries({ staging: STAGING_EXT4, root: ROOT_EXT4 }))
    it(`is what mke2fs leaves free on a ${name} partition, to the block`, () => {
      for (const bytes of SIZES) {
        const { freeBlocks, reservedBlocks } = ext4Room(bytes, shape);
        assert.deepEqual(made(bytes, shape), [freeBlocks, reservedBlocks], String(bytes));
      }
    });
});

describe('a file system that is filled', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-room-'));
  const image = join(dir, 'image');
  const mountPoint = join(dir, 'mnt');
  const bytes = 80 * MIB;
  let device = '';

  before(() => {
    writeFileSync(image, '');
    truncateSync(image, bytes);
    device = run('losetup', '-f', '--show', image).trim();
    run('sh', '-c', render(makeExt4(device, 'stem-x', STAGING_EXT4)));
    mkdirSync(mountPoint);
    run('mount', '-t', 'ext4', device, mountPoint);
  });
  after(() => {
    run('umount', mountPoint);
    run('losetup', '-d', device);
    rmSync(dir, { recursive: true });
  });

  it('takes the last block that was computed, and not one more', () => {
    const { usableBlocks } = ext4Room(bytes, STAGING_EXT4);
    const file = join(mountPoint, 'file');
    const fill = (blocks: number): void => {
      run('fallocate', '-l', String(blocks * BLOCK), file);
    };
    fill(usableBlocks);
    rmSync(file);
    assert.throws(() => {
      fill(usableBlocks + 1);
    });
  });
});
