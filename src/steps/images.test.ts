import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BALENA_OS, OS_IMAGES, STAGING_PLACE } from '../../test/fakes/balena.ts';
import type { Vars } from '../model/params.ts';
import {
  isFlashed,
  MOUNT_POINTS,
  mountsOf,
  placesOf,
  planOf,
  readImages,
  readLayout,
} from './images.ts';

const read = (images: unknown, more: Vars = {}) =>
  readImages({ os_images: images, ...more } as Vars);
const FLASH = [{ ...OS_IMAGES[1], number: 1, label: 'stem-root' }];

describe('the images of a bundle', () => {
  it('are read with the names that steps use', () => {
    const [boot] = read(OS_IMAGES).images;
    assert.deepEqual(boot, {
      ...{ number: 1, label: 'resin-boot', fileSystem: 'vfat', path: 'os/resin-boot.img.zst' },
      ...{ bytes: 41_943_040, sha256: '1'.repeat(64) },
    });
  });

  it('are refused where one is missing, twice there, misplaced, or not whole', () => {
    const [boot, ...others] = OS_IMAGES;
    for (const images of [
      ...[undefined, null, 'x', 5, {}, [], others, [boot, boot, ...others], OS_IMAGES.toReversed()],
      [{ ...boot, label: 'resin-data' }, ...others],
      [{ ...boot, label: 'flash-boot' }, ...others],
      ...Object.keys(boot ?? {}).map((key) => [{ ...boot, [key]: null }, ...others]),
      [null, ...others],
    ])
      assert.throws(
        () => read(images),
        { code: 'VARS_INVALID' },
        JSON.stringify([images]).slice(0, 60),
      );
  });

  it('go to the partitions of the migration: the staging partition is between', () => {
    const params = readImages(BALENA_OS);
    assert.deepEqual(
      placesOf(params).map(({ device }) => device),
      ['/dev/sda1', '/dev/sda2', '/dev/sda3', '/dev/sda6', '/dev/sda7'],
    );
    assert.deepEqual(
      placesOf(read(OS_IMAGES, { stem_disk: '/dev/mmcblk0' })).map(({ device }) => device),
      ['1', '2', '3', '6', '7'].map((number) => `/dev/mmcblk0p${number}`),
    );
    assert.deepEqual(
      mountsOf(params).map(({ device, dir, fileSystem }) => [device, dir, fileSystem]),
      [
        ['/dev/sda1', '/run/stem/resin/boot', 'vfat'],
        ['/dev/sda2', '/run/stem/resin/rootA', 'ext4'],
        ['/dev/sda6', '/run/stem/resin/state', 'ext4'],
        ['/dev/sda7', '/run/stem/resin/data', 'ext4'],
      ],
    );
    assert.deepEqual(
      MOUNT_POINTS.toSorted(),
      ['/run/stem/root', ...mountsOf(params).map(({ dir }) => dir)].toSorted(),
    );
  });

  it('are one in the place of the old root where a flasher brings it', () => {
    const params = read(FLASH, { stem_root_partition: '/dev/sdb2' });
    assert.deepEqual([isFlashed(params), isFlashed(read(OS_IMAGES))], [true, false]);
    assert.deepEqual(
      placesOf(params).map(({ device }) => device),
      ['/dev/sdb2'],
    );
    assert.deepEqual(mountsOf(params), []);
  });
});

describe('the plan of the steps', () => {
  it('is there where the images fit in front of the staging partition', () => {
    const params = readImages(BALENA_OS);
    assert.equal(planOf(params, STAGING_PLACE)?.places.length, 5);
    assert.equal(planOf(params, null), null);
    assert.equal(planOf(params, { start: 1_000_000, length: 8 }), null);
  });

  it('is not of bundles that say nothing of their layout', () => {
    assert.equal(readLayout({}), 'root');
    assert.equal(readLayout(BALENA_OS), 'balena');
    assert.throws(() => readLayout({ os_layout: 5 }), { code: 'VARS_INVALID' });
  });
});
