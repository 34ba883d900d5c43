import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { Disk } from './disk.ts';
import { digestOf, readExt4, type Ext4, type HashCache } from './ext4.ts';

const MIB = 2 ** 20;
const SECTORS = (16 * MIB) / 512;
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

describe('ext4 as GRUB reads it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-ext4-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const kernel = Buffer.alloc(3 * MIB, 'kernel');
  const image = join(dir, 'disk.raw');
  makeImage(dir, image, kernel);

  const withFs = <T>(file: string, body: (fs: Ext4, disk: Disk) => T): T => {
    using disk = new Disk(file, SECTORS);
    const fs = readExt4({ disk, start: 0, cache: new Map() });
    if (fs === null) throw new Error('it is read');
    return body(fs, disk);
  };

  it('has labels, files, links and folders', () => {
    withFs(image, (fs) => {
      assert.equal(fs.label, 'stem-root');
      assert.equal(fs.hash('/boot/vmlinuz'), sha256(kernel));
      assert.equal(fs.hash('/vmlinuz'), sha256(kernel));
      assert.equal(fs.text('/boot/grub/grub.cfg'), 'a menu\n');
      assert.equal(fs.hash('/boot/none'), null);
      assert.equal(fs.text('/boot'), null);
      assert.equal(fs.names('/boot/many')?.length, 402);
      assert.equal(digestOf(fs, ['/vmlinuz', '/none']), null);
    });
  });

  it('reads what debugfs reads', () => {
    const request = ['-R', 'cat /boot/many/file-with-a-long-name-200', image];
    const seen = execFileSync('debugfs', request, { stdio: ['ignore', 'pipe', 'ignore'] });
    withFs(image, (fs) => {
      assert.equal(fs.text('/boot/many/file-with-a-long-name-200'), seen.toString());
    });
  });

  it('sees a change below a file whose checksum it knew', () => {
    const changed = join(dir, 'changed.raw');
    copyFileSync(image, changed);
    using disk = new Disk(changed, SECTORS);
    const cache: HashCache = new Map();
    const before = readExt4({ disk, start: 0, cache })?.hash('/boot/vmlinuz');
    const at = findSector(disk, 'kernelkernel');
    disk.write(at, Buffer.alloc(512));
    assert.notEqual(readExt4({ disk, start: 0, cache })?.hash('/boot/vmlinuz'), before);
    assert.ok(disk.reads.touches(at, 1), 'that sector counts as read');
  });

  it('takes garbage for a file system that is not there', () => {
    const garbage = join(dir, 'garbage.raw');
    writeFileSync(garbage, Buffer.alloc(16 * MIB, 0xff));
    using disk = new Disk(garbage, SECTORS);
    assert.equal(readExt4({ disk, start: 0, cache: new Map() }), null);
    const wiped = join(dir, 'wiped.raw');
    copyFileSync(image, wiped);
    withFs(wiped, (_, one) => {
      one.write(8, Buffer.alloc(8 * 512)); // The group descriptors.
      assert.equal(readExt4({ disk: one, start: 0, cache: new Map() })?.hash('/vmlinuz'), null);
    });
  });
});

function makeImage(dir: string, image: string, kernel: Buffer): void {
  const root = join(dir, 'root');
  mkdirSync(join(root, 'boot/grub'), { recursive: true });
  mkdirSync(join(root, 'boot/many'));
  writeFileSync(join(root, 'boot/vmlinuz'), kernel);
  symlinkSync('boot/vmlinuz', join(root, 'vmlinuz'));
  writeFileSync(join(root, 'boot/grub/grub.cfg'), 'a menu\n');
  for (let index = 0; index < 400; index += 1)
    writeFileSync(join(root, `boot/many/file-with-a-long-name-${String(index)}`), String(index));
  writeFileSync(image, '');
  truncateSync(image, 16 * MIB);
  const features = 'none,has_journal,ext_attr,dir_index,filetype,extent,flex_bg,sparse_super';
  const options = ['-q', '-F', '-b', '4096', '-O', features, '-L', 'stem-root', '-d', root];
  execFileSync('mke2fs', [...options, image], { stdio: 'pipe' });
}

function findSector(disk: Disk, text: string): number {
  const at = disk.read(0, SECTORS).indexOf(text);
  return Math.ceil(at / 512) + 8;
}
