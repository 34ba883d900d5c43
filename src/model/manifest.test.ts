import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf, namedMembers, pathProblem, totalBytes, environmentSizes } from './manifest.ts';

describe('a path of a manifest', () => {
  it('is fine when it is relative and plain', () => {
    for (const path of ['env/vmlinuz', 'boot/vmlinuz-6.1.0-18-amd64', 'a', '..a/b..', 'a/-b'])
      assert.equal(pathProblem(path), null, path);
  });

  it('is refused with the reason', () => {
    const reasons = {
      '': 'is empty',
      '/etc/passwd': 'is absolute',
      '../up': 'has ".." in it',
      'a/../b': 'has ".." in it',
      'a/..': 'has ".." in it',
      './a': 'has "." in it',
      'a//b': 'has an empty segment',
      'a/': 'has an empty segment',
      '-rf': 'begins like an option',
      'a\\b': 'has other characters than letters, digits and _./+,=@~-',
      'a\0b': 'has other characters than letters, digits and _./+,=@~-',
      'a\nb': 'has other characters than letters, digits and _./+,=@~-',
      'a b': 'has other characters than letters, digits and _./+,=@~-',
      'a;b': 'has other characters than letters, digits and _./+,=@~-',
      ä: 'has other characters than letters, digits and _./+,=@~-',
      [`a/${'b'.repeat(99)}`]: 'is longer than 100 characters',
    };
    for (const [path, reason] of Object.entries(reasons))
      assert.equal(pathProblem(path), reason, JSON.stringify(path));
  });
});

describe('members', () => {
  const members = [
    { path: 'env/vmlinuz', bytes: 5, sha256: '' },
    { path: 'os/root.sha256', bytes: 7, sha256: '' },
  ];

  it('add up', () => {
    assert.equal(totalBytes({ members }), 12);
    assert.equal(bytesOf({ members }, 'os/root.sha256'), 7);
    assert.equal(bytesOf({ members }, 'elsewhere'), 0);
  });

  it('say what the environment takes of memory, and zero for what an older bundle leaves out', () => {
    const environment = { kernel: 'k', initramfs: 'i', cmdline: '', minMemoryBytes: 9 };
    const members = [
      { path: 'k', bytes: 1, sha256: '' },
      { path: 'i', bytes: 2, sha256: '' },
    ];
    const sizes = { kernelBytes: 1, initramfsBytes: 2, unpackedBytes: 0, leastBytes: 9 };
    assert.deepEqual(environmentSizes({ members, environment }), sizes);
    assert.deepEqual(
      environmentSizes({ members, environment: { ...environment, unpackedBytes: 7 } }),
      { ...sizes, unpackedBytes: 7 },
    );
  });

  it('are named once each', () => {
    const archive = {
      path: 'os/root.tar.gz',
      fileSystem: 'ext4',
      label: 'stem-root',
      minimumBytes: 1,
      uncompressedBytes: 1,
      checksums: 'os/root.sha256',
      kernel: 'boot/vmlinuz',
      initramfs: 'boot/initrd.img',
      cmdline: '',
    } as const;
    const environment = { kernel: 'k', initramfs: 'k', cmdline: '', minMemoryBytes: 1 };
    assert.deepEqual(
      namedMembers({ environment, grub: { modules: 'g' }, archives: [archive, archive] }),
      ['k', 'g', 'os/root.tar.gz', 'os/root.sha256'],
    );
  });
});
