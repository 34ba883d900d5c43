import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { makeFileSystem } from '../../test/fakes/balena-image.ts';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import type { BundleImage, Manifest } from '../model/manifest.ts';
import { buildFromImage } from './build-from-image.ts';
import { checkImages } from './check-images.ts';
import { readEnvironment } from './environment.ts';
import { bytesSource, measure } from './source.ts';
import { writeBundle } from './write-bundle.ts';

const FILES = {
  'etc/os-release': 'NAME=x\nVERSION=1\n',
  'boot/vmlinuz': 'k',
  'boot/initrd.img': 'i',
};

/** A bundle whose own checksums are right, and whose image is not what its manifest says. */
async function lying(
  t: TestContext,
  lie: (image: BundleImage) => BundleImage,
  packed?: Buffer,
): Promise<readonly [string, Manifest]> {
  const dir = scratch(t);
  const root = makeFileSystem(join(dir, 'r'), {
    label: 'stem-root',
    mib: 4,
    fileSystem: 'ext4',
    files: FILES,
  });
  const environment = makeParts(dir);
  const { file, manifest } = await buildFromImage(root, join(dir, 'a.tar'), {
    ...{ layout: 'flash', boot: {} },
    environment: () => readEnvironment(environment),
  });
  const sources = manifest.members.map(({ path }) => {
    const isImage = packed !== undefined && path.startsWith('os/');
    return bytesSource(path, isImage ? packed : execFileSync('tar', ['-xOf', file, path]));
  });
  const members = await Promise.all(sources.map(measure));
  const made = { ...manifest, members, images: (manifest.images ?? []).map(lie) };
  const written = await writeBundle(join(dir, 'b.tar'), { manifest: made, sources }, {});
  return [written.file, written.manifest];
}

describe('the images of a bundle', () => {
  it('unpack to what the manifest says', async (t) => {
    const seen: string[] = [];
    const [file, manifest] = await lying(t, (image) => image);
    await checkImages(
      file,
      manifest,
      (label) => (done, total) => seen.push(`${label} ${String(done / total)}`),
    );
    assert.equal(seen.at(-1), 'stem-root 1');
    await checkImages(file, {});
  });

  for (const [why, lie] of [
    ['longer', (image: BundleImage) => ({ ...image, bytes: image.bytes - 512 })],
    ['shorter', (image: BundleImage) => ({ ...image, bytes: image.bytes + 512 })],
    ['another', (image: BundleImage) => ({ ...image, sha256: 'a'.repeat(64) })],
  ] as const)
    it(`are refused where one is ${why}`, async (t) => {
      const [file, manifest] = await lying(t, lie);
      await assert.rejects(checkImages(file, manifest), {
        code: 'BUNDLE_INVALID',
        message: `${file}: os/root.img.zst unpacks to something else than the manifest says`,
      });
    });

  it('are refused where one is not packed by zstd', async (t) => {
    const [file, manifest] = await lying(t, (image) => image, Buffer.from('no zstd'));
    await assert.rejects(checkImages(file, manifest), {
      message: /os\/root\.img\.zst can't be unpacked: /,
    });
    writeFileSync(file, '');
  });
});
