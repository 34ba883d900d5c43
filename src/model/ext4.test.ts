import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ext4Room, fileBlocks, ROOT_EXT4, STAGING_EXT4 } from './ext4.ts';

const MIB = 2 ** 20;
const free = (bytes: number, shape = STAGING_EXT4): number => ext4Room(bytes, shape).freeBlocks;

/** What mke2fs 1.47 left free; test/integration/ext4-room.test.ts asks the one of this machine. */
describe('the room of an ext4 file system', () => {
  it('is what mke2fs leaves free', () => {
    assert.equal(free(512 * MIB), 120_719 + 4096);
    assert.equal(free(1536 * MIB), 378_268 + 4096);
    assert.equal(free(20_000 * MIB), 5_020_143 + 4096);
    assert.equal(free(2560 * MIB, ROOT_EXT4), 635_916 + 8192 - 16_384);
  });

  it('grows block by block, also where a new group begins', () => {
    assert.equal(free(512 * MIB + 4095), free(512 * MIB));
    assert.equal(free(500 * MIB + 4096), free(500 * MIB) + 1);
    // A last group that would hold next to nothing is left out.
    assert.ok(free(129 * MIB) <= free(128 * MIB), 'it gives no room');
    assert.ok(free(132 * MIB) > free(128 * MIB), 'a larger one does');
  });

  it('is not all for files: the kernel keeps a fiftieth, at most 16 MiB', () => {
    const kept = (bytes: number): number => {
      const { freeBlocks, usableBlocks } = ext4Room(bytes, STAGING_EXT4);
      return freeBlocks - usableBlocks;
    };
    assert.equal(kept(100 * MIB), 512);
    assert.equal(kept(2000 * MIB), 4096);
  });

  it('has blocks that only root may use, where that is wanted', () => {
    assert.equal(ext4Room(1000 * MIB, STAGING_EXT4).reservedBlocks, 0);
    assert.equal(ext4Room(1000 * MIB, ROOT_EXT4).reservedBlocks, 12_800);
  });

  it('is none where the partition is too small for the journal', () => {
    for (const bytes of [0, 1, 4096, 16 * MIB]) assert.equal(free(bytes), 0, String(bytes));
  });
});

describe('the blocks of a file', () => {
  it('are its own', () => {
    assert.deepEqual([0, 1, 4096, 4097].map(fileBlocks), [0, 1, 1, 2]);
  });

  it('and those of the tree that finds them, where it is long', () => {
    assert.equal(fileBlocks(256 * MIB), 65_536);
    assert.equal(fileBlocks(256 * MIB + 1), 65_537 + 1);
    assert.equal(fileBlocks(32 * 1024 * MIB), 8_388_608 + 2);
  });
});
