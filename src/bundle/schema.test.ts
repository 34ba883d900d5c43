import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeParts } from '../../test/fakes/bundle-parts.ts';
import { IMAGES_OF } from '../model/manifest.ts';
import type { Json } from '../model/json.ts';
import { descriptionSchemaOf, manifestSchemaOf, MAX_MEMBER_BYTES } from './schema.ts';

const MEMBER = { path: 'env/vmlinuz', bytes: 1, sha256: 'a'.repeat(64) };
const ARCHIVE = {
  path: 'os/root.tar.zst',
  fileSystem: 'ext4',
  label: 'stem-root',
  minimumBytes: 2,
  uncompressedBytes: 1,
  checksums: 'os/root.sha256',
  kernel: 'boot/vmlinuz',
  initramfs: 'boot/initrd.img',
  cmdline: 'root=LABEL=stem-root rw',
};
const ENVIRONMENT = { kernel: 'k', initramfs: 'i', cmdline: '', minMemoryBytes: 1 };
const OS = { name: 'Stand-in OS', version: '1', layout: 'root' };
const GOOD: Readonly<Record<string, Json>> = {
  format: 1,
  os: OS,
  environment: ENVIRONMENT,
  grub: { modules: 'grub/i386-pc.tar' },
  archives: [ARCHIVE],
  members: [MEMBER],
  signature: null,
};
const problems = (more: Readonly<Record<string, Json>>): readonly string[] =>
  manifestSchemaOf({ ...GOOD, ...more })
    .safeParse({ ...GOOD, ...more })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the schema of a manifest', () => {
  it('takes a good one', () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ environment: { ...ENVIRONMENT, unpackedBytes: 5 } }), []);
    assert.deepEqual(problems({ members: [{ ...MEMBER, bytes: MAX_MEMBER_BYTES }] }), []);
  });

  const GRUB = 'must be one line of letters, digits, spaces and _./:,=+@%~-';
  const cases: readonly (readonly [problem: string, more: Readonly<Record<string, Json>>])[] = [
    ['os.name: must not be empty', { os: { ...OS, name: '' } }],
    ['os.name: must have at most 100 characters', { os: { ...OS, name: 'x'.repeat(101) } }],
    [
      'os.version: must be one line without control characters',
      { os: { ...OS, version: '1\u001b' } },
    ],
    [`environment.cmdline: ${GRUB}`, { environment: { ...ENVIRONMENT, cmdline: 'a; reboot' } }],
    [`archives.0.cmdline: ${GRUB}`, { archives: [{ ...ARCHIVE, cmdline: 'a\nb' }] }],
    ['environment.kernel: the path is absolute', { environment: { ...ENVIRONMENT, kernel: '/k' } }],
    [
      'environment.minMemoryBytes: must not be zero',
      { environment: { ...ENVIRONMENT, minMemoryBytes: 0 } },
    ],
    ['archives: layout "root" has exactly one archive', { archives: [ARCHIVE, ARCHIVE] }],
    [
      'archives.0.label: must be "stem-root": GRUB searches for that label',
      { archives: [{ ...ARCHIVE, label: 'root' }] },
    ],
    ['members.0.bytes: must be less than 8 GiB', { members: [{ ...MEMBER, bytes: 2 ** 33 }] }],
    ['members.0.bytes: must be a whole number of bytes', { members: [{ ...MEMBER, bytes: 1.5 }] }],
    [
      'members.0.sha256: must be 64 lower-case hex digits',
      { members: [{ ...MEMBER, sha256: 'A'.repeat(64) }] },
    ],
    ['members.0.path: the path has ".." in it', { members: [{ ...MEMBER, path: 'a/../b' }] }],
    ['signature: Invalid input: expected object, received string', { signature: 'x' }],
    [': Unrecognized key: "more"', { more: 1 }],
  ];
  for (const [problem, more] of cases)
    it(`refuses what it may not hold: ${problem}`, () => {
      assert.deepEqual(problems(more), [problem]);
    });
});

const describes = (json: Json): boolean => descriptionSchemaOf(json).safeParse(json).success;

const IMAGE = { path: 'os/x.img.zst', bytes: 1, sha256: 'a'.repeat(64) };
const imagesOf = (layout: 'balena' | 'flash'): Json[] =>
  IMAGES_OF[layout].map((place) => ({ ...place, ...IMAGE }));
const BALENA = {
  ...{
    os: {
      ...{ ...OS, layout: 'balena', deviceType: 'genericx86-64-ext' },
      ...{ volumes: ['data'], app: 1406, supervisor: '16.7.0' },
    },
    archives: [],
  },
  images: imagesOf('balena'),
  loader: { boot: 'grub/boot.img', core: 'grub/core.img' },
};
const FLASH = {
  ...{ os: { ...OS, layout: 'flash' }, archives: [], images: imagesOf('flash') },
  boot: { kernel: 'boot/vmlinuz', initramfs: 'boot/initrd.img', cmdline: 'rw' },
};

describe('the schema of a manifest with images', () => {
  it('takes a good one', () => {
    assert.deepEqual(problems(BALENA), []);
    assert.deepEqual(problems(FLASH), []);
  });

  const FIVE =
    'layout "balena" has exactly these: 1 resin-boot (vfat), 2 resin-rootA (ext4), 3 resin-rootB (ext4), 5 resin-state (ext4), 6 resin-data (ext4)';
  const { loader, ...WITHOUT_LOADER } = BALENA;
  for (const [problem, json] of [
    [`images: ${FIVE}`, { ...BALENA, images: imagesOf('balena').slice(1) }],
    [`images: ${FIVE}`, { ...BALENA, images: imagesOf('balena').toReversed() }],
    [
      'images: layout "flash" has exactly these: 1 stem-root (ext4)',
      { ...FLASH, images: imagesOf('balena') },
    ],
    ['archives: this layout has no archives', { ...FLASH, archives: [ARCHIVE] }],
    [
      'images.0.bytes: must be at most 32 GiB',
      { ...FLASH, images: [{ ...IMAGES_OF.flash[0], ...IMAGE, bytes: 2 ** 36 }] },
    ],
    [
      'os.deviceType: must be lower-case letters, digits and -',
      { ...BALENA, os: { ...BALENA.os, deviceType: 'A b' } },
    ],
    [
      'os.volumes.1: must be a name of a volume',
      { ...BALENA, os: { ...BALENA.os, volumes: ['data', '../x'] } },
    ],
    ['os.app: must not be zero', { ...BALENA, os: { ...BALENA.os, app: 0 } }],
    [
      'os.supervisor: must be a version, as 16.7.0',
      { ...BALENA, os: { ...BALENA.os, supervisor: 'v16' } },
    ],
    ['os: Unrecognized key: "volumes"', { ...FLASH, os: { ...FLASH.os, volumes: [] } }],
    ['loader: Invalid input: expected object, received undefined', WITHOUT_LOADER],
    [': Unrecognized key: "loader"', { ...FLASH, loader }],
    [': Unrecognized key: "boot"', { ...BALENA, boot: FLASH.boot }],
    [
      `boot.cmdline: must be one line of letters, digits, spaces and _./:,=+@%~-`,
      { ...FLASH, boot: { ...FLASH.boot, cmdline: '$x' } },
    ],
  ] as const)
    it(`refuses what it may not hold: ${problem}`, () => {
      assert.ok(problems(json).includes(problem), problems(json).join('; '));
    });

  it('refuses a layout that is none', () => {
    assert.deepEqual(problems({ os: { ...OS, layout: 'lvm' } }), [
      'os.layout: Invalid input: expected "root"',
    ]);
  });
});

describe('the schema of a description', () => {
  it('is the manifest without what the build finds out', () => {
    const description = describeParts('os/root.tar.gz');
    assert.equal(describes(description), true);
    const measured = describeParts('os/root.tar.gz', { uncompressedBytes: 1 });
    assert.equal(describes(measured), true);
    assert.equal(describes(GOOD), false);
  });
});
