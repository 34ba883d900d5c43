import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem, SYSTEM } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import type { Ext4Place } from './ext4-file.ts';
import { assertCanBeReached, layersOf } from './hostapp.ts';

const id = (letter: string): string => letter.repeat(64);
const STORE = 'balena/overlay2';
const MOUNT_ID = `balena/image/overlay2/layerdb/mounts/${id('c')}/mount-id`;
const LOWER = `${STORE}/${id('d')}/lower`;

type Texts = Readonly<Record<string, string>>;

/** As hostapp-update of meta-balena leaves it: `current/boot` is a volume, and is not beside the system. */
const FILES: Texts = {
  [MOUNT_ID]: id('d'),
  [LOWER]: 'l/INIT26:l/UPPER2:l/BASE7',
  [`${STORE}/${id('d')}/diff/x`]: '',
  [`${STORE}/${id('d')}-init/diff/.dockerenv`]: '',
  [`${STORE}/${id('2')}/diff/usr/lib/os-release`]: '',
  [`${STORE}/${id('1')}/diff/etc/x`]: '',
  [`balena/volumes/${id('e')}/_data/bzImage`]: '',
  [`hostapps/${id('c')}/x`]: '',
  [`${STORE}/l/x`]: '',
};
const LINKS: Texts = {
  current: `hostapps/${id('c')}`,
  [`hostapps/${id('c')}/boot`]: `../../balena/volumes/${id('e')}/_data`,
  [`${STORE}/l/INIT26`]: `../${id('d')}-init/diff`,
  [`${STORE}/l/UPPER2`]: `../${id('2')}/diff`,
  [`${STORE}/l/BASE7`]: `../${id('1')}/diff`,
};

async function rootWith(t: TestContext, files: Texts, links: Texts = {}): Promise<Ext4Place> {
  const made = {
    ...({ label: 'resin-rootA', mib: 6, fileSystem: 'ext4' } as const),
    files: Object.fromEntries(Object.entries(files).filter(([, text]) => text !== GONE)),
    debugfs: Object.entries(links).map(([path, target]) => `symlink /${path} ${target}`),
  };
  const disk = await diskOf(t, makeFileSystem(join(scratch(t), 'root'), made));
  return { disk, place: { start: 0, bytes: disk.bytes } };
}
const GONE = '(gone)';

describe('the layers of a balenaOS', () => {
  it('are the root itself where it has no container store', async (t) => {
    assert.deepEqual(await layersOf(await rootWith(t, SYSTEM)), ['']);
    assert.deepEqual(await layersOf(await rootWith(t, { 'current/boot/x': '' })), ['']);
  });

  it('are found by the id of the container, without the one of the engine', async (t) => {
    assert.deepEqual(await layersOf(await rootWith(t, FILES, LINKS)), [
      `/${STORE}/${id('d')}/diff`,
      `/${STORE}/${id('2')}/diff`,
      `/${STORE}/${id('1')}/diff`,
    ]);
  });

  for (const [why, files, links, message] of [
    ['a link to no container', {}, { current: '../etc' }, '/current leads to no container'],
    [
      'a store of aufs',
      { [MOUNT_ID]: GONE },
      {},
      `there is no mount-id of overlay2 for the container ${id('c')}`,
    ],
    ['a path for an id', { [MOUNT_ID]: '../../x' }, {}, 'there is no mount-id of overlay2'],
    ['no layer below', { [LOWER]: 'l/INIT26' }, {}, `the layer ${id('d')} lies on no other one`],
    ['no list of layers', { [LOWER]: GONE }, {}, `the layer ${id('d')} lies on no other one`],
    ['a path for a layer', { [LOWER]: 'l/../../x' }, {}, 'has one below it that is none'],
    [
      'a link that leads out',
      {},
      { [`${STORE}/l/BASE7`]: '/etc/diff' },
      'has one below it that is none',
    ],
    [
      'a layer that is gone',
      {},
      { [`${STORE}/l/BASE7`]: `../${id('9')}/diff` },
      `/${STORE}/${id('9')}/diff is missing`,
    ],
  ] as const)
    it(`are refused with ${why}`, async (t) => {
      const root = await rootWith(t, { ...FILES, ...files }, { ...LINKS, ...links });
      await assert.rejects(layersOf(root), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'BUNDLE_INVALID');
        assert.ok(
          error.message.startsWith(`IMAGE has a container store that we can't read: `),
          error.message,
        );
        assert.ok(error.message.includes(message), error.message);
        return true;
      });
    });
});

describe('a system that a migration can go on with', () => {
  const [units, sshd] = Object.keys(SYSTEM);

  it('has systemd and OpenSSH, in whichever layer', async (t) => {
    await assertCanBeReached(await rootWith(t, SYSTEM), ['']);
    const apart = { [`a/${String(units)}`]: '', [`b/${String(sshd)}`]: '' };
    await assertCanBeReached(await rootWith(t, apart), ['/a', '/b']);
  });

  it('is refused without one of them', async (t) => {
    const without = await rootWith(t, { [String(sshd)]: '' });
    await assert.rejects(assertCanBeReached(without, ['']), /has no \/etc\/systemd\/system: /);
    const old = await rootWith(t, { [String(units)]: '', 'usr/sbin/dropbear': '' });
    await assert.rejects(
      assertCanBeReached(old, ['']),
      /has no OpenSSH server \(\/usr\/sbin\/sshd\): it would not keep the host keys/,
    );
  });
});
