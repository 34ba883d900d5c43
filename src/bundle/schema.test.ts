import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeParts } from '../../test/fakes/bundle-parts.ts';
import type { Json } from '../model/json.ts';
import { descriptionSchema, manifestSchema, MAX_MEMBER_BYTES } from './schema.ts';

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
  manifestSchema
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

describe('the schema of a description', () => {
  it('is the manifest without what the build finds out', () => {
    const description = describeParts('os/root.tar.gz');
    assert.equal(descriptionSchema.safeParse(description).success, true);
    const measured = describeParts('os/root.tar.gz', { uncompressedBytes: 1 });
    assert.equal(descriptionSchema.safeParse(measured).success, true);
    assert.equal(descriptionSchema.safeParse(GOOD).success, false);
  });
});
