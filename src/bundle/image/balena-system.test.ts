import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import {
  diskOf,
  FIVE,
  FLASHER,
  flasherTree,
  makeImage,
  quietly,
  SYSTEM,
  type Made,
} from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { balenaSystem } from './balena-system.ts';
import type { System } from './system.ts';

const find = async (t: TestContext, image: string | Buffer): Promise<System> => {
  const dir = scratch(t);
  const disk = await diskOf(t, image, dir);
  return quietly(dir, (workshop) => balenaSystem(disk, workshop));
};
const without = (label: string): readonly Made[] => FIVE.filter((each) => each.label !== label);
const changed = (label: string, more: Partial<Made>): readonly Made[] =>
  FIVE.map((each) => (each.label === label ? { ...each, ...more } : each));

describe('balenaOS', () => {
  for (const kind of ['mbr', 'gpt'] as const)
    it(`is found in an image with ${kind}, with the numbers of an MBR`, async (t) => {
      const { os, images, loader } = await find(t, makeImage(scratch(t), FIVE, { kind }));
      assert.deepEqual(os, {
        name: 'balenaOS',
        version: '2.12.5+rev1',
        layout: 'balena',
        deviceType: 'genericx86-64-ext',
      });
      assert.deepEqual(
        images.map(({ place, span }) => [place.number, place.label, span.bytes / 2 ** 20]),
        [
          [1, 'resin-boot', 8],
          [2, 'resin-rootA', 6],
          [3, 'resin-rootB', 6],
          [5, 'resin-state', 4],
          [6, 'resin-data', 5],
        ],
      );
      assert.equal(loader?.boot.length, 512);
    });

  it('has the volumes of the release that it preloads', async (t) => {
    const apps = '{"apps":{"6f1b":{"id":1,"releases":{"0a1b":{"volumes":{"logs":{},"data":{}}}}}}}';
    const preloaded = changed('resin-data', { files: { 'apps.json': apps } });
    const { os } = await find(t, makeImage(scratch(t), preloaded));
    assert.deepEqual([os.volumes, os.app], [['data', 'logs'], 1]);
  });

  it('is found in what a flasher writes', async (t) => {
    const dir = scratch(t);
    mkdirSync(join(dir, 'outer'));
    const inner = makeImage(dir, FIVE);
    execFileSync('gzip', ['-k', inner]);
    const tree = flasherTree(join(dir, 'outer'), `${inner}.gz`, 'balena-image.balenaos-img.gz');
    const outer = makeImage(join(dir, 'outer'), FLASHER(tree));
    const { disk, images } = await find(t, outer);
    assert.equal(disk.shown, 'balena-image.balenaos-img.gz in IMAGE');
    assert.equal(images.length, 5);
  });
});

describe('an image is refused', () => {
  for (const [why, partitions, message] of [
    [
      'without a partition',
      without('resin-state'),
      'IMAGE has no partition resin-state; it has "resin-boot", "resin-rootA", "resin-rootB", "resin-data"',
    ],
    [
      'with two of one label',
      changed('resin-rootB', { label: 'resin-rootA' }),
      'IMAGE has 2 partitions with the label resin-rootA',
    ],
    [
      'with another file system',
      changed('resin-data', { fileSystem: 'vfat', files: {} }),
      'IMAGE has no ext4 file system in its partition resin-data',
    ],
    [
      'that can not be reached afterwards',
      changed('resin-rootA', { files: { 'etc/systemd/system/README': '' } }),
      'IMAGE has no OpenSSH server (/usr/sbin/sshd): it would not keep the host keys of the device, as balenaOS before 2.31',
    ],
    [
      'whose container store has no top layer',
      changed('resin-rootA', { debugfs: ['symlink /current hostapps/ab'] }),
      "IMAGE has a container store that we can't read: there is no mount-id of overlay2 for the container ab",
    ],
    [
      'that names no system',
      changed('resin-boot', { files: {} }).map((each) =>
        each.label === 'resin-rootA' ? { ...each, files: SYSTEM } : each,
      ),
      'IMAGE has no os-release: it does not say what it is',
    ],
  ] as const)
    it(why, async (t) => {
      await assert.rejects(find(t, makeImage(scratch(t), partitions)), {
        code: 'BUNDLE_INVALID',
        message,
      });
    });

  it('that is a flasher of a flasher', async (t) => {
    const dir = scratch(t);
    const inner = makeImage(dir, [{ label: 'flash-rootA', mib: 4, fileSystem: 'ext4' }]);
    mkdirSync(join(dir, 'o'));
    const tree = flasherTree(join(dir, 'o'), inner, 'x.img');
    await assert.rejects(find(t, makeImage(join(dir, 'o'), FLASHER(tree))), {
      message: 'x.img in IMAGE is a flasher as well',
    });
  });

  it('that boots by EFI only, or is no image', async (t) => {
    const efi = makeImage(scratch(t), FIVE, { kind: 'gpt', hasGrub: false });
    await assert.rejects(find(t, efi), { message: /^IMAGE boots by EFI only/ });
    for (const text of ['notes\n', '', 'x'.repeat(70_000)])
      await assert.rejects(find(t, Buffer.from(text)), {
        message: 'IMAGE is no image of a disk: it has no partition table',
      });
  });
});
