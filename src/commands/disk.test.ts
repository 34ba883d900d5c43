import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { render, type ShellCommand } from '../model/command.ts';
import { STAGING_EXT4 } from '../model/ext4.ts';
import {
  activeSwaps,
  disableSwap,
  enableSwap,
  labelExt4,
  makeDirectory,
  makeExt4,
  makeSwap,
  mount,
  mountedDevices,
  probe,
  tellExtent,
  unmount,
} from './disk.ts';

const COMMANDS: Readonly<Record<string, ShellCommand>> = {
  'blkid -p -o export /dev/sda5': probe('/dev/sda5'),
  'cat /proc/swaps': activeSwaps(),
  'swapoff /dev/sda5': disableSwap('/dev/sda5'),
  'swapon /dev/sda5': enableSwap('/dev/sda5'),
  'mkswap -U 5e1f -L swap /dev/sda5': makeSwap('/dev/sda5', '5e1f', 'swap'),
  'mkswap -U 5e1f /dev/sda5': makeSwap('/dev/sda5', '5e1f', ''),
  "mkswap -U 5e1f -L 'a $(b)' /dev/sda5": makeSwap('/dev/sda5', '5e1f', 'a $(b)'),
  'e2label /dev/sda5 stem-staging': labelExt4('/dev/sda5', 'stem-staging'),
  'cat /sys/class/block/sda5/start /sys/class/block/sda5/size': tellExtent('/dev/sda5'),
  'cat /sys/class/block/nvme0n1p5/start /sys/class/block/nvme0n1p5/size':
    tellExtent('/dev/nvme0n1p5'),
  'cat /proc/mounts': mountedDevices(),
  'mount -t ext4 -o noatime /dev/sda5 /run/stem/staging': mount('/dev/sda5', '/run/stem/staging'),
  'umount /run/stem/staging': unmount('/run/stem/staging'),
  'mkdir -p /run/stem/staging': makeDirectory('/run/stem/staging'),
};

describe('commands about disks', () => {
  for (const [text, command] of Object.entries(COMMANDS))
    it(text, () => {
      assert.equal(render(command), text);
    });
});

describe('an ext4 file system', () => {
  const box = sandboxed((box) => {
    box.put('/run/image', new Uint8Array(40 * 1024 * 1024));
  });

  it('has a label, and no feature that GRUB 2.02 or the kernel of 14.04 cannot read', () => {
    box().prints(makeExt4('/run/image', 'stem-staging', STAGING_EXT4));
    const told = box().run({ kind: 'simple', words: ['dumpe2fs', '-h', '/run/image'] }).stdout;
    const field = (name: string): string =>
      new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(told)?.[1] ?? '';
    assert.equal(field('Filesystem volume name'), 'stem-staging');
    assert.equal(field('Inode size'), '256');
    const features = field('Filesystem features').split(' ');
    for (const needed of ['has_journal', 'extent']) assert.ok(features.includes(needed), needed);
    // Incompatible ones that GRUB 2.02's fs/ext2.c does not know, and checksums that 3.13 does not mount.
    for (const foreign of [
      '64bit',
      'metadata_csum',
      'metadata_csum_seed',
      'inline_data',
      'encrypt',
      'orphan_file',
      'project',
    ])
      assert.ok(!features.includes(foreign), foreign);
  });
});
