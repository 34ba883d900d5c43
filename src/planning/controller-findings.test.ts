import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BundleArchive, Manifest } from '../model/manifest.ts';
import { controllerFindings } from './controller-findings.ts';
import type { Reached } from './duplicate-hosts.ts';

const ROOT: BundleArchive = {
  path: 'os/root.tar.zst',
  fileSystem: 'ext4',
  label: 'stem-root',
  minimumBytes: 2000,
  uncompressedBytes: 2000,
  checksums: 'os/root.sha256',
  kernel: 'boot/vmlinuz',
  initramfs: 'boot/initrd.img',
  cmdline: '',
};
const manifest = (archives: readonly BundleArchive[], minMemoryBytes = 30): Manifest => ({
  format: 1,
  os: { name: 'Stand-in OS', version: '1.0', layout: 'root' },
  environment: { kernel: 'env/vmlinuz', initramfs: 'env/initrd.img', cmdline: '', minMemoryBytes },
  grub: { modules: 'grub/i386-pc.tar' },
  archives,
  members: [
    { path: 'env/vmlinuz', bytes: 10, sha256: '' },
    { path: 'env/initrd.img', bytes: 20, sha256: '' },
  ],
  signature: null,
});
const host = (name: string, ...pinnedHostKeys: readonly string[]): Reached => ({
  name,
  connection: { address: `${name}.example`, port: 22, pinnedHostKeys },
});

describe('controllerFindings', () => {
  it('finds nothing in a bundle that fits itself, and hosts that differ', () => {
    assert.deepEqual(
      controllerFindings(manifest([ROOT]), [host('a', 'ssh-ed25519 A', 'ssh-rsa B'), host('b')]),
      [],
    );
  });

  it('blocks a bundle that asks for less than it takes', () => {
    const found = controllerFindings(manifest([{ ...ROOT, minimumBytes: 1999 }], 29), []);
    assert.deepEqual(
      found.map(({ host: who, finding: { id, level, says } }) => [who, id, level, says]),
      [
        [
          null,
          'C03',
          'block',
          'The new system unpacks to 2000 bytes, and the bundle asks for a partition of 1999 only.',
        ],
        [
          null,
          'C04',
          'block',
          'Kernel and initramfs have 30 bytes, and the bundle asks for 29 bytes of memory only.',
        ],
      ],
    );
  });

  it('blocks a bundle of another layout', () => {
    for (const archives of [[], [ROOT, ROOT], [{ ...ROOT, label: 'resin-rootA' }]])
      assert.deepEqual(
        controllerFindings(manifest(archives), []).map(({ finding }) => [
          finding.id,
          finding.level,
        ]),
        [['C02', 'block']],
      );
  });

  it('names the hosts that are one device, and warns of old keys', () => {
    const hosts = [host('a', 'ssh-rsa B'), host('b', 'ssh-rsa B')];
    assert.deepEqual(
      controllerFindings(manifest([ROOT]), hosts).map(({ host: who, finding }) => [
        who,
        finding.id,
        finding.level,
      ]),
      [
        ['a', 'C01', 'block'],
        ['b', 'C01', 'block'],
        ['a', 'C05', 'warn'],
        ['b', 'C05', 'warn'],
      ],
    );
  });
});
