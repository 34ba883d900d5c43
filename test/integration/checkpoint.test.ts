import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkpoint } from '../../src/commands/checkpoint.ts';
import { makeExt4 } from '../../src/commands/disk.ts';
import { render } from '../../src/model/command.ts';
import { STAGING_EXT4 } from '../../src/model/ext4.ts';

const run = (file: string, ...args: readonly string[]): string =>
  execFileSync(file, args, { encoding: 'utf8' }).trim();

/** A real ext4 file system with a journal, on a loop device: what GRUB would read is read with debugfs. */
describe('a checkpoint', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-checkpoint-'));
  const mountPoint = join(dir, 'mnt');
  let device = '';

  before(() => {
    const image = join(dir, 'image');
    run('truncate', '-s', '64M', image);
    device = run('losetup', '-f', '--show', image);
    run('sh', '-c', render(makeExt4(device, 'stem-staging', STAGING_EXT4)));
    mkdirSync(mountPoint);
    run('mount', '-t', 'ext4', '-o', 'commit=300', device, mountPoint);
  });
  after(() => {
    run('umount', mountPoint);
    run('losetup', '-d', device);
    rmSync(dir, { recursive: true });
  });
  /** The file behind the loop device has what reached the disk, and no more. */
  const asGrubSeesIt = (path: string): string =>
    spawnSync('debugfs', ['-R', `cat ${path}`, join(dir, 'image')], { encoding: 'utf8' }).stdout;

  it('makes a new and a renamed file visible to whoever does not replay the journal', () => {
    writeFileSync(join(mountPoint, 'draft'), 'hello\n'.repeat(5000));
    renameSync(join(mountPoint, 'draft'), join(mountPoint, 'file'));
    run('sync', join(mountPoint, 'file'), mountPoint);
    assert.equal(asGrubSeesIt('/file'), '', 'fsync leaves it in the journal');
    run('sh', '-c', render(checkpoint(mountPoint, device, ['/file'])));
    assert.equal(asGrubSeesIt('/file'), 'hello\n'.repeat(5000));
  });

  it('fails where a file is not what GRUB would see', () => {
    // A mount over the directory: the path names another file than the device holds.
    mkdirSync(join(mountPoint, 'sub'));
    run('mount', '-t', 'tmpfs', 'tmpfs', join(mountPoint, 'sub'));
    writeFileSync(join(mountPoint, 'sub', 'file'), 'another\n');
    const text = render(checkpoint(mountPoint, device, ['/sub/file']));
    const { status, stderr } = spawnSync('sh', ['-c', text], { encoding: 'utf8' });
    run('umount', join(mountPoint, 'sub'));
    assert.equal(status, 1);
    assert.match(stderr, /GRUB would not see \/sub\/file on \/dev\/loop/);
    writeFileSync(join(mountPoint, 'file'), 'thawed\n');
  });
});
