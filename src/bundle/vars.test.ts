import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { it } from 'node:test';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { buildBundle } from './build.ts';
import { bundleVars } from './vars.ts';

it('what the steps read of a bundle comes from its manifest', async (t) => {
  const dir = scratch(t);
  const file = join(dir, 'b.tar');
  const built = await buildBundle(makeParts(dir), file);
  const { members } = built.manifest;
  assert.deepEqual(bundleVars(built, relative(process.cwd(), file)), {
    bundle_file: file,
    bundle_bytes: built.bytes,
    bundle_sha256: built.sha256,
    bundle_sums: members.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''),
    bundle_unpacked_bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
    os_name: 'Stand-in OS',
    os_version: '1.0.0',
    os_layout: 'root',
    os_device_type: '',
    os_archive: 'os/root.tar.zst',
    os_checksums: 'os/root.sha256',
    os_kernel: 'boot/vmlinuz',
    os_initramfs: 'boot/initrd.img',
    os_cmdline: 'root=LABEL=stem-root rw',
    os_minimum_bytes: 1_048_576,
    os_uncompressed_bytes: 30_720,
    env_kernel: 'env/vmlinuz',
    env_initramfs: 'env/initrd.img',
    env_cmdline: 'panic=10 net.ifnames=0',
    env_min_memory_bytes: 402_653_184,
    env_kernel_bytes: 700,
    env_initramfs_bytes: 12,
    // `an initramfs` is in no known format.
    env_unpacked_bytes: 0,
    env_wifi_drivers: [],
    grub_modules: 'grub/i386-pc.tar',
  });
});

it('the volumes of a preloaded release are vars where the bundle has them', async (t) => {
  const built = await buildBundle(makeParts(scratch(t)), join(scratch(t), 'b.tar'));
  const volumes = ['data', 'logs'];
  const os = { ...built.manifest.os, volumes, app: 1406, supervisor: '16.7.0' };
  const vars = bundleVars({ ...built, manifest: { ...built.manifest, os } }, '/b.tar');
  assert.deepEqual(
    [vars['os_volumes'], vars['os_app'], vars['os_supervisor']],
    [volumes, 1406, '16.7.0'],
  );
});
