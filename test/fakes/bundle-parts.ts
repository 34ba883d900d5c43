import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../src/model/json.ts';

export type Root = 'os/root.tar.zst' | 'os/root.tar.gz';

/** A directory that is gone when the test has ended. */
export function scratch(context: { after: (clean: () => void) => void }): string {
  const dir = mkdtempSync(join(tmpdir(), 'stem-bundle-'));
  context.after(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

export const describeParts = (root: Root, more: Readonly<Record<string, Json>> = {}): Json => ({
  format: 1,
  os: { name: 'Stand-in OS', version: '1.0.0', layout: 'root' },
  environment: { cmdline: 'panic=10 net.ifnames=0', minMemoryBytes: 402_653_184 },
  archives: [
    {
      path: root,
      fileSystem: 'ext4',
      label: 'stem-root',
      minimumBytes: 1_048_576,
      kernel: 'boot/vmlinuz',
      initramfs: 'boot/initrd.img',
      cmdline: 'root=LABEL=stem-root rw',
      ...more,
    },
  ],
});

/** A small folder of real parts: made by GNU tar, with what a real root has of odd names and links. */
export function makeParts(dir: string, root: Root = 'os/root.tar.zst'): string {
  const parts = join(dir, 'parts');
  for (const folder of ['env', 'grub', 'os']) mkdirSync(join(parts, folder), { recursive: true });
  writeFileSync(join(parts, 'bundle.json'), JSON.stringify(describeParts(root)));
  writeFileSync(join(parts, 'env/vmlinuz'), kernel());
  writeFileSync(join(parts, 'env/initrd.img'), 'an initramfs');
  packGrub(parts, ['boot.img', 'kernel.img', 'normal.mod', 'ext2.mod']);
  packRoot(parts, makeTree(dir), root);
  return parts;
}

export function packGrub(parts: string, names: readonly string[]): void {
  const tree = mkdtempSync(join(tmpdir(), 'stem-grub-'));
  for (const name of names) writeFileSync(join(tree, name), name);
  execFileSync('tar', ['-cf', join(parts, 'grub/i386-pc.tar'), '-C', tree, ...names]);
  rmSync(tree, { recursive: true });
}

/** The two commands of docs/bundle.md. */
export function packRoot(parts: string, tree: string, root: Root): void {
  const zip = root.endsWith('.zst') ? '--zstd' : '--gzip';
  const how = ['--numeric-owner', '--xattrs', '--xattrs-include=*'];
  execFileSync('tar', ['-c', zip, ...how, '-f', join(parts, root), '.'], { cwd: tree });
  const sums = execFileSync('find', ['.', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {
    cwd: tree,
  });
  writeFileSync(join(parts, 'os/root.sha256'), sums);
}

function makeTree(dir: string): string {
  const tree = join(dir, 'tree');
  mkdirSync(join(tree, 'boot'), { recursive: true });
  writeFileSync(join(tree, 'boot/vmlinuz'), kernel());
  writeFileSync(join(tree, 'boot/initrd.img'), 'the initramfs');
  symlinkSync('boot/vmlinuz', join(tree, 'vmlinuz'));
  mkdirSync(join(tree, 'sbin'));
  symlinkSync('../lib/systemd/systemd', join(tree, 'sbin/init'));
  writeFileSync(join(tree, 'empty'), '');
  writeFileSync(join(tree, 'a \\ back\nslash'), 'odd');
  writeFileSync(join(tree, `long-${'x'.repeat(150)}`), 'long');
  linkSync(join(tree, 'empty'), join(tree, 'linked'));
  linkSync(join(tree, 'boot/initrd.img'), join(tree, 'zz-linked'));
  return tree;
}

/** Enough of a bzImage: `HdrS` where the boot protocol has it. */
function kernel(): Buffer {
  const image = Buffer.alloc(700, 0x90);
  image.write('HdrS', 0x202, 'latin1');
  return image;
}
