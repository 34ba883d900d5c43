import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { parseDescription, parseManifest } from './manifest.ts';

const sha256 = 'a'.repeat(64);
const manifest = {
  format: 1,
  os: { name: 'Stand-in OS', version: '1.0', layout: 'root' },
  environment: {
    kernel: 'env/vmlinuz',
    initramfs: 'env/initrd.img',
    cmdline: 'panic=10 console=ttyS0,115200n8',
    minMemoryBytes: 1,
  },
  grub: { modules: 'grub/i386-pc.tar' },
  archives: [
    {
      path: 'os/root.tar.zst',
      fileSystem: 'ext4',
      label: 'stem-root',
      minimumBytes: 2,
      uncompressedBytes: 1,
      checksums: 'os/root.sha256',
      kernel: 'boot/vmlinuz',
      initramfs: 'boot/initrd.img',
      cmdline: 'root=LABEL=stem-root',
    },
  ],
  members: [
    'env/vmlinuz',
    'env/initrd.img',
    'grub/i386-pc.tar',
    'os/root.tar.zst',
    'os/root.sha256',
  ].map((path) => ({ path, bytes: 1, sha256 })),
  signature: null,
};

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof StemError, String(error));
    assert.equal(error.code, 'BUNDLE_INVALID');
    assert.notEqual(error.hint, '');
    return error.message;
  }
  return assert.fail('nothing was refused');
};
const refusal = (json: Json): string =>
  messageOf(() => parseManifest(JSON.stringify(json), 'b.tar'));

describe('a manifest', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseManifest(JSON.stringify(manifest), 'b.tar'), manifest);
  });

  it('has to be JSON', () => {
    assert.equal(
      messageOf(() => parseManifest('{', 'b.tar')),
      'b.tar is not JSON',
    );
  });

  it('of another format is refused for that alone', () => {
    assert.equal(
      refusal({ format: 2, news: true }),
      'b.tar has format 2; this stem-remote knows format 1',
    );
  });

  it('has every problem named with its path', () => {
    const [archive] = manifest.archives;
    assert.equal(
      refusal({
        ...manifest,
        os: { name: 'a\nb', layout: 'root', version: '1' },
        archives: [{ ...archive, path: '../os', minimumBytes: 0.5, cmdline: 'a"; reboot' }],
        signature: 'me',
        extra: 1,
      }),
      'b.tar is wrong: os.name: must be one line without control characters; ' +
        'archives[0].path: the path has ".." in it; ' +
        'archives[0].minimumBytes: must be a whole number of bytes; ' +
        'archives[0].cmdline: must be one line of letters, digits, spaces and _./:,=+@%~-; ' +
        'signature: Invalid input: expected object, received string; ' +
        'the whole: Unrecognized key: "extra"',
    );
  });

  it('that is no object is refused', () => {
    assert.match(refusal([]), /^b\.tar is wrong: the whole: /);
    assert.match(refusal(null), /^b\.tar is wrong: the whole: /);
    assert.match(refusal({ format: '1' }), /^b\.tar is wrong: format: /);
  });
});

describe('the members of a manifest', () => {
  it('include every part that it names', () => {
    assert.equal(
      refusal({ ...manifest, members: manifest.members.slice(1) }),
      'b.tar is wrong: members: env/vmlinuz is named by the manifest, but is not a member',
    );
  });

  it("stand there once, not below another, not in the manifest's place", () => {
    const more = ['env/vmlinuz', 'env/vmlinuz/x', 'manifest.sha256'].map((path) => ({
      path,
      bytes: 1,
      sha256,
    }));
    assert.equal(
      refusal({ ...manifest, members: [...manifest.members, ...more] }),
      'b.tar is wrong: members[5]: env/vmlinuz stands twice; ' +
        'members[6]: env/vmlinuz/x lies below another member; ' +
        'members[7]: manifest.sha256 has its own place',
    );
  });

  it('are smaller than 8 GiB', () => {
    const members = manifest.members.map((member) => ({ ...member, bytes: 2 ** 33 }));
    assert.match(
      refusal({ ...manifest, members }),
      /members\[0\]\.bytes: must be less than 8 GiB;/,
    );
  });
});

it('a core that has no room in front of the first partition is refused, in a manifest that names it', () => {
  const image = (number: number, name: string, fileSystem: string) => ({
    ...{ number, path: `os/${name}.zst`, label: name, fileSystem, bytes: 512, sha256 },
  });
  const images = [
    image(1, 'resin-boot', 'vfat'),
    ...[image(2, 'resin-rootA', 'ext4'), image(3, 'resin-rootB', 'ext4')],
    ...[image(5, 'resin-state', 'ext4'), image(6, 'resin-data', 'ext4')],
  ];
  const withCore = (bytes: number): Json => ({
    ...manifest,
    os: { ...manifest.os, layout: 'balena', deviceType: 'x' },
    archives: [],
    images,
    loader: { boot: 'grub/boot.img', core: 'grub/core.img' },
    members: [
      ...manifest.members.slice(0, 3),
      ...images.map(({ path }) => ({ path, bytes: 1, sha256 })),
      { path: 'grub/boot.img', bytes: 512, sha256 },
      { path: 'grub/core.img', bytes, sha256 },
    ],
  });
  const text = (bytes: number): string => JSON.stringify(withCore(bytes));
  assert.equal(parseManifest(text(522_752), 'b.tar').members.length, 10);
  assert.equal(
    messageOf(() => parseManifest(text(522_753), 'b.tar')),
    'b.tar is wrong: members: grub/core.img has 522753 bytes; in front of the first partition is room for 522752',
  );
});

describe('a description of parts', () => {
  const {
    os,
    environment: { cmdline, minMemoryBytes },
  } = manifest;
  const { uncompressedBytes, checksums, ...archive } = manifest.archives[0] ?? assert.fail();
  const description = {
    format: 1,
    os,
    environment: { cmdline, minMemoryBytes },
    archives: [archive],
  };

  it('may leave the uncompressed size to the build', () => {
    assert.deepEqual(parseDescription(JSON.stringify(description), 'bundle.json'), description);
    const measured = { ...description, archives: [{ ...archive, uncompressedBytes }] };
    assert.deepEqual(parseDescription(JSON.stringify(measured), 'bundle.json'), measured);
  });

  it('has no field that the build fills in', () => {
    const wrong = { ...description, archives: [{ ...archive, checksums }] };
    assert.equal(
      messageOf(() => parseDescription(JSON.stringify(wrong), 'bundle.json')),
      'bundle.json is wrong: archives[0]: Unrecognized key: "checksums"',
    );
  });
});
