import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ext4Room, STAGING_EXT4, ROOT_EXT4 } from '../model/ext4.ts';
import { MOST_PIECES, PIECE_BYTES, planRoom, readRoom, type RoomPlan } from './room.ts';

const MIB = 2 ** 20;
const BLOCK = 4096;
const BUNDLE = {
  bundle_bytes: 400 * MIB,
  bundle_unpacked_bytes: 399 * MIB,
  bundle_sums: 'abc  env/vmlinuz\nabc  env/initrd.img\n',
  os_minimum_bytes: 2000 * MIB,
  os_uncompressed_bytes: 1500 * MIB,
};
const paths = (tarBytes: number, diskBytes = 0) => ({
  entries: 10,
  tarBytes,
  diskBytes,
  sumsBytes: 1000,
});
const ROOT = 4096 * MIB;

/** The smallest partition whose file system takes so many blocks. */
function partitionFor(blocks: number, shape = STAGING_EXT4): number {
  let [low, high] = [0, 2 ** 26];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ext4Room(middle * BLOCK, shape).usableBlocks >= blocks) high = middle;
    else low = middle + 1;
  }
  return low * BLOCK;
}

const plan = (stagingBytes: number, vars = {}, counted = paths(0)): RoomPlan =>
  planRoom({ stagingBytes, rootBytes: ROOT }, readRoom({ ...BUNDLE, ...vars }), counted);

describe('the room of a migration on the staging partition', () => {
  it('fits exactly, and by one block less it does not: that many bytes are missing', () => {
    for (const vars of [
      {},
      { stem_backup_to: 'staging' },
      { stem_backup_to: 'controller' },
      { stem_backup_script_bytes: 900 * MIB },
    ])
      for (const counted of [paths(0), paths(500 * MIB)]) {
        const { neededBytes } = plan(2 ** 40, vars, counted).staging;
        const border = partitionFor(neededBytes / BLOCK);
        const exact = plan(border, { stem_backup_to: 'staging', ...vars }, counted);
        assert.deepEqual([exact.place === null, exact.staging.missingBytes], [false, 0]);
        const smaller = { stem_backup_to: 'staging', ...vars };
        const less = plan(border - BLOCK, smaller, counted);
        assert.deepEqual([less.place, less.staging.missingBytes], [null, BLOCK]);
        assert.equal(less.staging.roomBytes, neededBytes - BLOCK);
      }
  });

  it('is what both moments need: unpacking, and the backup once the tar is gone', () => {
    const needed = (vars: object, counted = paths(0)): number =>
      plan(2 ** 40, vars, counted).staging.neededBytes;
    const alone = needed({});
    // As long as it is smaller than the tar, a backup takes nothing more.
    assert.equal(needed({}, paths(399 * MIB)), alone);
    assert.ok(needed({}, paths(401 * MIB)) > alone, 'the backup is larger than the tar');
    const script = { stem_backup_script_bytes: 300 * MIB };
    assert.equal(
      needed(script, paths(401 * MIB)),
      needed({}, paths(401 * MIB)) + script.stem_backup_script_bytes + BLOCK,
    );
  });

  it('counts in bytes what a bundle takes', () => {
    const { neededBytes } = plan(2 ** 40, { stem_backup_to: 'staging' }).staging;
    // Own 8 MiB; unpacked, the manifest, a block for each of 11 lines and folders; the tar.
    const unpacked = 399 * MIB + BLOCK + MIB + 11 * BLOCK;
    assert.equal(neededBytes, 8 * MIB + unpacked + 400 * MIB + BLOCK);
  });

  it('has room for what does not compress', () => {
    const { archiveBytes } = plan(2 ** 40, {}, paths(16_384 * 100));
    assert.equal(archiveBytes, 16_384 * 100 + 500 + 64);
  });
});

describe('where a backup goes', () => {
  const counted = paths(700 * MIB);
  const border = partitionFor(plan(2 ** 40, {}, counted).staging.neededBytes / BLOCK);

  it('is the staging partition as long as it fits there, to the block', () => {
    assert.equal(plan(border, {}, counted).place, 'staging');
    assert.equal(plan(border - BLOCK, {}, counted).place, 'controller');
  });

  it('is the controller where the operator says so, and nowhere else where he forbids it', () => {
    assert.equal(plan(border, { stem_backup_to: 'controller' }, counted).place, 'controller');
    assert.equal(plan(border - BLOCK, { stem_backup_to: 'staging' }, counted).place, null);
    assert.throws(() => readRoom({ stem_backup_to: 'usb' }), {
      message: 'stem_backup_to must be auto, staging or controller',
    });
  });

  it('needs room for a few pieces on its way to the controller', () => {
    const vars = { stem_backup_to: 'controller', stem_backup_script_bytes: 500 * MIB };
    const withPieces = plan(2 ** 40, vars, counted).staging.neededBytes;
    const without = planRoom(
      { stagingBytes: 2 ** 40, rootBytes: ROOT },
      readRoom({ ...BUNDLE, ...vars }),
      null,
    ).staging.neededBytes;
    assert.equal(withPieces - without, MOST_PIECES * PIECE_BYTES + BLOCK);
  });

  it('takes what the script writes below a path along, to the controller by one block less', () => {
    const vars = { stem_backup_script_dir: '/srv/dump', stem_backup_script_bytes: 900 * MIB };
    const [here, before] = [plan(2 ** 40, vars, counted), plan(2 ** 40, {}, counted)];
    assert.ok(here.staging.neededBytes - before.staging.neededBytes >= 900 * MIB, 'it is counted');
    assert.equal(here.root.neededBytes - before.root.neededBytes, 900 * MIB);
    const at = partitionFor(here.staging.neededBytes / BLOCK);
    assert.equal(plan(at, vars, counted).place, 'staging');
    assert.equal(plan(at - BLOCK, vars, counted).place, 'controller');
    assert.equal(plan(at - BLOCK, { ...vars, stem_backup_to: 'staging' }, counted).place, null);
    // It is nothing that stays: the partition needs room for the pieces alone.
    const away = { ...vars, stem_backup_to: 'controller' };
    const small = plan(2 ** 40, { stem_backup_to: 'controller' }, counted).staging.neededBytes;
    assert.equal(plan(2 ** 40, away, counted).staging.neededBytes, small);
  });

  it('is the staging partition where there is nothing to back up', () => {
    const nothing = { entries: 0, tarBytes: 0, diskBytes: 0, sumsBytes: 0 };
    for (const to of ['auto', 'controller'])
      assert.equal(plan(2 ** 40, { stem_backup_to: to }, nothing).place, 'staging');
    assert.equal(
      planRoom({ stagingBytes: 2 ** 40, rootBytes: ROOT }, readRoom({}), null).root.missingBytes,
      0,
    );
  });
});

describe('the room of the new root', () => {
  const on = (rootBytes: number, vars: object, counted = paths(0)) =>
    planRoom({ stagingBytes: 2 ** 40, rootBytes }, readRoom({ ...BUNDLE, ...vars }), counted).root;

  it('is the smallest partition that the bundle asks for, and the data, to the block', () => {
    const border = 2000 * MIB + 100 * MIB;
    assert.equal(on(border, {}, paths(0, 100 * MIB)).missingBytes, 0);
    assert.equal(on(border - BLOCK, {}, paths(0, 100 * MIB)).missingBytes, BLOCK);
  });

  it('is what the new system unpacks to, and the data, inside the file system', () => {
    const vars = { os_minimum_bytes: 0 };
    const border = partitionFor((1500 * MIB + 100 * MIB) / BLOCK, ROOT_EXT4);
    assert.ok(border > 1600 * MIB, 'the file system takes its part');
    assert.equal(on(border, vars, paths(0, 100 * MIB)).missingBytes, 0);
    assert.equal(on(border - BLOCK, vars, paths(0, 100 * MIB)).missingBytes, BLOCK);
  });
});
