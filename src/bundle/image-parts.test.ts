import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  diskOf,
  FIVE,
  makeFileSystem,
  makeImage,
  quietly,
  type Made,
} from '../../test/fakes/balena-image.ts';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { IMAGES_OF, type BundleBoot } from '../model/manifest.ts';
import { buildFromImage } from './build-from-image.ts';
import { buildBundle } from './build.ts';
import { readEnvironment } from './environment.ts';
import { assertBoots, checkImageParts } from './image-parts.ts';

const ROOT: Made = {
  label: 'stem-root',
  mib: 4,
  fileSystem: 'ext4',
  files: { 'boot/vmlinuz': 'k', 'boot/initrd.img': 'i', 'etc/os-release': 'NAME=x\nVERSION=1\n' },
};
const BOOT: BundleBoot = { kernel: 'boot/vmlinuz', initramfs: 'boot/initrd.img', cmdline: 'rw' };

function parts(t: TestContext, made: Made = ROOT, layout = 'flash'): string {
  const dir = scratch(t);
  const folder = makeParts(dir);
  rmSync(join(folder, 'os'), { recursive: true });
  mkdirSync(join(folder, 'os'));
  const image = makeFileSystem(join(dir, 'root'), made);
  execFileSync('zstd', ['-q', image, '-o', join(folder, 'os/root.img.zst')]);
  const description = {
    format: 1,
    os: { name: 'x', version: '1', layout },
    environment: { cmdline: '', minMemoryBytes: 1 },
    boot: BOOT,
  };
  writeFileSync(join(folder, 'bundle.json'), JSON.stringify(description));
  return folder;
}

describe('the image of a folder of parts', () => {
  it('makes a bundle of layout flash', async (t) => {
    const folder = parts(t);
    const { manifest } = await buildBundle(folder, `${folder}.tar`);
    assert.deepEqual(manifest.boot, BOOT);
    assert.equal(manifest.images?.[0]?.bytes, 4 * 2 ** 20);
    assert.equal(manifest.images[0].label, 'stem-root');
  });

  it('makes the same bundle of balenaOS as the image that it comes from', async (t) => {
    const dir = scratch(t);
    const environment = makeParts(dir);
    const built = await buildFromImage(makeImage(dir, FIVE), join(dir, 'a.tar'), {
      ...{ layout: 'balena', boot: {} },
      environment: () => readEnvironment(environment),
    });
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    execFileSync('tar', ['-xf', built.file, '-C', folder]);
    for (const name of ['manifest.json', 'manifest.sha256']) rmSync(join(folder, name));
    const { os, environment: env, format } = built.manifest;
    const { cmdline, minMemoryBytes } = env;
    const description = { format, os, environment: { cmdline, minMemoryBytes } };
    writeFileSync(join(folder, 'bundle.json'), JSON.stringify(description));
    const again = await buildBundle(folder, join(dir, 'b.tar'));
    assert.equal(again.sha256, built.sha256);
  });

  for (const [why, more, message] of [
    ['another label', { label: 'rootfs' }, 'os/root.img.zst has the label "rootfs", not stem-root'],
    [
      'another file system',
      { fileSystem: 'vfat', files: {} },
      'os/root.img.zst is no ext4 file system',
    ],
    ['no kernel', { files: {} }, 'os/root.img.zst has no regular file boot/vmlinuz'],
  ] as const)
    it(`is refused with ${why}`, async (t) => {
      const folder = parts(t, { ...ROOT, ...more });
      await assert.rejects(buildBundle(folder, `${folder}.tar`), {
        code: 'BUNDLE_INVALID',
        message,
      });
    });

  it('is refused where it is not packed', async (t) => {
    const folder = parts(t);
    const packed = join(folder, 'os/root.img.zst');
    writeFileSync(packed, execFileSync('zstd', ['-dcq', packed], { maxBuffer: 2 ** 24 }));
    const checked = quietly(scratch(t), (workshop) =>
      checkImageParts(folder, { places: IMAGES_OF.flash, boot: BOOT }, workshop),
    );
    await assert.rejects(checked, { message: 'os/root.img.zst is not packed by zstd' });
  });
});

it('what boots is looked for in the file system', async (t) => {
  const disk = await diskOf(
    t,
    readFileSync(makeFileSystem(join(scratch(t), 'r'), ROOT)),
    scratch(t),
  );
  await assertBoots(disk, BOOT);
  await assert.rejects(assertBoots(disk, { ...BOOT, initramfs: 'boot' }), {
    message: 'IMAGE has no regular file boot',
  });
});
