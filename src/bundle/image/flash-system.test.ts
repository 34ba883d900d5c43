import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem, makeImage, type Made } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import type { BundleBoot } from '../../model/manifest.ts';
import { flashSystem } from './flash-system.ts';
import type { System } from './system.ts';

const ROOT: Made = {
  label: 'stem-root',
  mib: 4,
  fileSystem: 'ext4',
  files: {
    'usr/lib/os-release': 'NAME=\'Debian GNU/Linux\'\nVERSION="12 (bookworm)"\n',
    'boot/vmlinuz-6.1': 'k',
    'boot/initrd.img-6.1': 'i',
  },
};

const bare = (
  t: TestContext,
  more: Partial<Made> = {},
  wishes: Partial<BundleBoot> = {},
): Promise<System> =>
  flash(t, readFileSync(makeFileSystem(join(scratch(t), 'root'), { ...ROOT, ...more })), wishes);

async function flash(
  t: TestContext,
  image: string | Buffer,
  wishes: Partial<BundleBoot> = {},
): Promise<System> {
  return flashSystem(await diskOf(t, image, scratch(t)), wishes);
}

describe('a system of one root', () => {
  it('is a bare file system, or the one ext4 of a disk', async (t) => {
    const { os, images, boot, loader } = await bare(t);
    assert.deepEqual(os, { name: 'Debian GNU/Linux', version: '12 (bookworm)', layout: 'flash' });
    assert.deepEqual(images[0]?.span, { start: 0, bytes: 4 * 2 ** 20 });
    assert.deepEqual(boot, {
      kernel: 'boot/vmlinuz-6.1',
      initramfs: 'boot/initrd.img-6.1',
      cmdline: 'root=LABEL=stem-root rw',
    });
    assert.equal(loader, undefined);
    const image = makeImage(scratch(t), [{ label: 'EFI', mib: 4, fileSystem: 'vfat' }, ROOT]);
    const [found] = (await flash(t, image)).images;
    assert.equal(found?.span.start, 8 * 2 ** 20);
  });

  it('boots what it is told to, or what has the plain names', async (t) => {
    const files = { ...ROOT.files, 'boot/vmlinuz': 'k', 'boot/initrd.img': 'i', k: '', i: '' };
    assert.equal((await bare(t, { files })).boot?.kernel, 'boot/vmlinuz');
    const wishes = { kernel: 'k', initramfs: 'i', cmdline: 'quiet' };
    assert.deepEqual((await bare(t, { files }, wishes)).boot, wishes);
  });
});

describe('a system of one root that does not fit', () => {
  for (const [why, more, wishes, message] of [
    [
      'another label',
      { label: 'rootfs' },
      {},
      /^IMAGE has a root with the label "rootfs", and GRUB searches for stem-root/,
    ],
    [
      'no kernel',
      { files: { 'etc/os-release': 'ID=x' } },
      {},
      'IMAGE has no boot/vmlinuz-*: say which by --kernel',
    ],
    [
      'two initramfs',
      { files: { ...ROOT.files, 'boot/initrd.img-6.2': '' } },
      {},
      'IMAGE has more than one boot/initrd.img-*: say which by --initramfs',
    ],
    [
      'a kernel that is not there',
      {},
      { kernel: 'bzImage' },
      'IMAGE has no regular file bzImage in it',
    ],
    [
      'no name',
      { files: { 'boot/vmlinuz': '', 'boot/initrd.img': '' } },
      {},
      'IMAGE has no os-release: it does not say what it is',
    ],
  ] as const)
    it(`is refused with ${why}`, async (t) => {
      await assert.rejects(bare(t, more, wishes), { code: 'BUNDLE_INVALID', message });
    });

  it('is refused where there are two of them, or no image at all', async (t) => {
    const two = makeImage(scratch(t), [ROOT, { ...ROOT, label: 'other' }]);
    await assert.rejects(flash(t, two), {
      message: 'IMAGE has 2 ext4 partitions: it must have one',
    });
    await assert.rejects(flash(t, Buffer.from('text')), {
      message: 'IMAGE is no image: it has neither a partition table nor an ext4',
    });
  });
});
