import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { runProgram } from '../run-program.ts';

const TIMEOUT = { timeoutMs: 60_000 };
const SCRIPT = join(import.meta.dirname, 'device/make-disk.sh');
const ROOT_UUID = '00000000-0000-4000-8000-000000000001';
const SWAP_UUID = '00000000-0000-4000-8000-000000000005';

describe('the disk of a lab device', () => {
  let dir: string;
  let disk: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stem-device-test-'));
    disk = await makeDisk(dir);
  });
  after(() => rm(dir, { recursive: true }));

  it('has the table of the founding notes, scaled to 4 GiB', async () => {
    const dump = await runProgram(['sfdisk', '-d', disk], TIMEOUT);
    assert.deepEqual(dump.match(/start=.*/g), [
      'start=        2048, size=     5240832, type=83, bootable',
      'start=     5244926, size=     3143682, type=5',
      'start=     5244928, size=     3143680, type=82',
    ]);
    const { size, blocks } = await stat(disk);
    assert.equal(size, 4 * 1024 ** 3);
    assert.ok(blocks * 512 < 256 * 1024 ** 2, 'the disk is not sparse');
  });

  it('has the features of Ubuntu 14.04 on sda1, and nothing newer', async () => {
    const root = `${disk}?offset=1048576`;
    const stats = await runProgram(['debugfs', '-R', 'stats -h', root], TIMEOUT);
    assert.match(stats, new RegExp(`Filesystem UUID: +${ROOT_UUID}`));
    assert.equal(
      /^Filesystem features: +(.*)$/m.exec(stats)?.[1],
      'has_journal ext_attr resize_inode dir_index filetype extent flex_bg sparse_super ' +
        'large_file huge_file uninit_bg dir_nlink extra_isize',
    );
  });

  it('has a swap with a label and its UUID on sda5', async () => {
    const offset = String(5244928 * 512);
    const tags = await runProgram(['blkid', '-p', '-o', 'export', '-O', offset, disk], TIMEOUT);
    assert.match(tags, /^TYPE=swap$/m);
    assert.match(tags, /^LABEL=lab-swap$/m);
    assert.match(tags, new RegExp(`^UUID=${SWAP_UUID}$`, 'm'));
  });

  it('has GRUB as grub-install puts it: around the table, and right behind', async () => {
    const file = await open(disk);
    const { buffer } = await file.read(Buffer.alloc(62 * 512), 0, 62 * 512, 0);
    await file.close();
    assert.deepEqual(buffer.subarray(0, 102), sectors(1, 0xb0).subarray(0, 102));
    assert.deepEqual([...buffer.subarray(102, 104)], [0x90, 0x90]);
    assert.equal(buffer.readUInt32LE(440), 0x000a1b2c);
    assert.deepEqual([...buffer.subarray(510, 512)], [0x55, 0xaa]);
    assert.deepEqual(buffer.subarray(512, 61 * 512), sectors(60, 0xc0));
    assert.equal(
      buffer.subarray(61 * 512).every((byte) => byte === 0),
      true,
    );
  });
});

describe("the customer's scripts", () => {
  const script = (name: string): string => join(import.meta.dirname, 'device/root', name);
  it('parse, and refuse to run without a place for the backup', async () => {
    for (const name of ['usr/local/sbin/customer-backup', 'srv/customer/restore.sh']) {
      await assert.rejects(
        runProgram([script(name)], { ...TIMEOUT, env: { STEM_BACKUP_DIR: '' } }),
        /STEM_BACKUP_DIR is not set/,
      );
    }
    assert.match(await readFile(script('usr/local/sbin/customer-start'), 'utf8'), /^#!\/bin\/sh/);
  });
});

async function makeDisk(dir: string): Promise<string> {
  const disk = join(dir, 'disk.raw');
  const root = join(dir, 'root');
  await mkdir(join(root, 'boot/grub/i386-pc'), { recursive: true });
  await writeFile(join(root, 'boot/grub/i386-pc/boot.img'), sectors(1, 0xb0));
  await writeFile(join(root, 'boot/grub/i386-pc/core.img'), sectors(60, 0xc0));
  await runProgram([SCRIPT, root, disk], {
    ...TIMEOUT,
    env: { LAB_ROOT_UUID: ROOT_UUID, LAB_SWAP_UUID: SWAP_UUID },
  });
  return disk;
}

const sectors = (count: number, byte: number): Buffer => Buffer.alloc(count * 512, byte);
