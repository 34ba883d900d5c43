import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { tellUnmountable } from './file-systems.ts';

describe('which file systems a kernel cannot mount', () => {
  const box = sandboxed((box) => {
    box.put('/proc/filesystems', 'nodev\tsysfs\n\text4\n\tvfat\n');
    box.fake('modprobe', '[ "$2" = overlay ]');
  });

  it('built in or a module, each is one that it can', () => {
    const { exitCode, stdout } = box().run(tellUnmountable(['vfat', 'overlay', 'ext4']));
    assert.deepEqual([exitCode, stdout], [0, '']);
    // Nothing is loaded, and nothing asked of a module that is not needed.
    assert.deepEqual(box().log(), ['modprobe -nq overlay']);
  });

  it('names the others, and takes no part of a name for one', () => {
    assert.equal(box().run(tellUnmountable(['fat', 'overlay', 'btrfs'])).stdout, 'fat\nbtrfs\n');
  });
});
