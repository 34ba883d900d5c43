import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Manifest } from '../model/manifest.ts';
import { bundleJson, bundleText } from './bundle-view.ts';

const manifest: Manifest = {
  format: 1,
  os: { name: 'Stand-in OS', version: '1.0', layout: 'root' },
  environment: {
    kernel: 'env/vmlinuz',
    initramfs: 'env/initrd.img',
    cmdline: 'panic=10',
    minMemoryBytes: 402_653_184,
  },
  grub: { modules: 'grub/i386-pc.tar' },
  archives: [
    {
      path: 'os/root.tar.zst',
      fileSystem: 'ext4',
      label: 'stem-root',
      minimumBytes: 2_147_483_648,
      uncompressedBytes: 1_000_000_000,
      checksums: 'os/root.sha256',
      kernel: 'boot/vmlinuz',
      initramfs: 'boot/initrd.img',
      cmdline: 'root=LABEL=stem-root',
    },
  ],
  members: [{ path: 'env/vmlinuz', bytes: 512, sha256: 'a'.repeat(64) }],
  signature: null,
};
const shown = { file: '/b.tar', manifest, signer: null, bytes: 5_000_000, sha256: null };

it('a bundle is shown with its system, its needs and its members', () => {
  const text = bundleText(shown).replace(/[│┌┐└┘├┤─┬┴┼]/g, ' ');
  const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  assert.deepEqual(
    lines.filter((line) => line !== ''),
    [
      'bundle',
      'file | /b.tar',
      'size | 5.0 MB (5000000 bytes)',
      'sha256 | not computed: `stem-remote bundle verify` reads every byte',
      'system | Stand-in OS 1.0, layout root',
      'environment | needs 403 MB of memory',
      'its command line | panic=10',
      'root | ext4, label stem-root, os/root.tar.zst',
      'unpacked | 1.0 GB (1000000000 bytes)',
      'needs a partition of | 2.1 GB (2147483648 bytes)',
      'its kernel | boot/vmlinuz, boot/initrd.img',
      'its command line | root=LABEL=stem-root',
      'signature | none',
      'member | size | sha256',
      `env/vmlinuz | 512 B | ${'a'.repeat(64)}`,
    ],
  );
});

it('a bundle of images is shown with its partitions', () => {
  const image = { number: 1, path: 'os/x.img.zst', bytes: 40_000_000, sha256: 'b'.repeat(64) };
  const balena: Manifest = {
    ...manifest,
    os: { name: 'balenaOS', version: '2.12.5', layout: 'balena', deviceType: 'genericx86-64-ext' },
    archives: [],
    images: [{ ...image, label: 'resin-boot', fileSystem: 'vfat' }],
    loader: { boot: 'grub/boot.img', core: 'grub/core.img' },
  };
  const rows = (wanted: Manifest): string =>
    bundleText({ ...shown, manifest: wanted })
      .replace(/[│┌┐└┘├┤─┬┴┼]/g, ' ')
      .replace(/ {2,}/g, ' ');
  assert.match(rows(balena), /system balenaOS 2\.12\.5, layout balena, for genericx86-64-ext/);
  assert.match(rows(balena), /partition 1 vfat, label resin-boot, 40\.0 MB \(40000000 bytes\)/);
  assert.doesNotMatch(rows(balena), /^ ?volumes/m);
  const preloaded = { ...balena, os: { ...balena.os, volumes: ['data', 'logs'] } };
  assert.match(rows(preloaded), /volumes data, logs $/m);
  const known = { ...balena, os: { ...preloaded.os, app: 1406, supervisor: '16.7.0' } };
  assert.match(rows(known), /supervisor 16\.7\.0 $/m);
  assert.match(rows(known), /volumes data, logs, of app 1406 $/m);
  const boot = { kernel: 'boot/k', initramfs: 'boot/i', cmdline: 'quiet' };
  const os = { name: 'Debian', version: '12', layout: 'flash' } as const;
  assert.match(rows({ ...manifest, os, archives: [], boot }), /its kernel boot\/k, boot\/i/);
});

it('a bundle that says what its environment unpacks to needs the memory that P12 asks for', () => {
  const environment = { ...manifest.environment, unpackedBytes: 300_000_000 };
  const text = bundleText({ ...shown, manifest: { ...manifest, environment } });
  assert.match(text, /environment +(│ +)?needs 667 MB of memory/);
});

it('programs get a version, and whether every byte was read', () => {
  assert.deepEqual(JSON.parse(bundleJson(shown)), {
    version: 1,
    kind: 'bundle',
    file: '/b.tar',
    bytes: 5_000_000,
    sha256: null,
    isVerified: false,
    signer: null,
    manifest,
  });
  const verified: unknown = JSON.parse(bundleJson({ ...shown, sha256: 'b' }));
  assert.deepEqual(verified, { ...JSON.parse(bundleJson(shown)), sha256: 'b', isVerified: true });
});
