import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  describeParts,
  makeParts,
  packGrub,
  packRoot,
  scratch,
  type Root,
} from '../../test/fakes/bundle-parts.ts';
import { StemError, type ErrorCode } from '../model/errors.ts';
import { buildBundle } from './build.ts';

const refusal = async (parts: string, code: ErrorCode = 'BUNDLE_INVALID'): Promise<string> => {
  const out = `${parts}.tar`;
  try {
    await buildBundle(parts, out);
  } catch (error) {
    assert.ok(error instanceof StemError, String(error));
    assert.equal(error.code, code);
    assert.notEqual(error.hint, '');
    assert.equal(existsSync(out), false);
    return error.message.replaceAll(parts, 'PARTS');
  }
  return assert.fail('nothing was refused');
};

const withParts = (t: TestContext, change: (parts: string, tree: string) => void): string => {
  const dir = scratch(t);
  const parts = makeParts(dir);
  change(parts, join(dir, 'tree'));
  return parts;
};
const described = (parts: string, ...args: Parameters<typeof describeParts>): void => {
  writeFileSync(join(parts, 'bundle.json'), JSON.stringify(describeParts(...args)));
};
const ZST: Root = 'os/root.tar.zst';

/** Each: what is wrong with the parts, what is done to them, and what the build says. */
const REFUSED: readonly (readonly [
  wrong: string,
  change: (parts: string, tree: string) => void,
  says: string,
])[] = [
  [
    'a part is missing and another file is there',
    (parts) => {
      rmSync(join(parts, 'os/root.sha256'));
      writeFileSync(join(parts, 'env/notes.txt'), '');
    },
    'PARTS: os/root.sha256 is missing; env/notes.txt is no part of a bundle',
  ],
  [
    'the description is missing',
    (parts) => {
      rmSync(join(parts, 'bundle.json'));
    },
    'PARTS has no bundle.json',
  ],
  [
    'the description names another archive',
    (parts) => {
      described(parts, ZST, { path: 'os/root.tar.xz' });
    },
    'PARTS/bundle.json is wrong: archives[0].path: must be one of os/root.tar.zst, os/root.tar.gz',
  ],
  [
    'a part is a link',
    (parts) => {
      rmSync(join(parts, 'env/vmlinuz'));
      symlinkSync('/etc/passwd', join(parts, 'env/vmlinuz'));
    },
    'PARTS: env/vmlinuz is not a regular file',
  ],
  [
    'a part is empty',
    (parts) => {
      writeFileSync(join(parts, 'env/initrd.img'), '');
    },
    'env/initrd.img is empty',
  ],
  [
    'the kernel is none',
    (parts) => {
      writeFileSync(join(parts, 'env/vmlinuz'), 'ELF');
    },
    'env/vmlinuz is no Linux kernel (bzImage)',
  ],
  [
    'GRUB has no boot.img',
    (parts) => {
      packGrub(parts, ['kernel.img', 'normal.mod']);
    },
    'grub/i386-pc.tar has no boot.img, no ext2.mod at its top',
  ],
  [
    'GRUB is no tar',
    (parts) => {
      writeFileSync(join(parts, 'grub/i386-pc.tar'), 'x'.repeat(1024));
    },
    'grub/i386-pc.tar is no plain tar',
  ],
  [
    'the kernel of the root is a symbolic link',
    (parts) => {
      described(parts, ZST, { kernel: 'vmlinuz' });
    },
    'os/root.tar.zst has no regular file vmlinuz',
  ],
  [
    'the root has no first program',
    (parts, tree) => {
      rmSync(join(tree, 'sbin/init'));
      packRoot(parts, tree, ZST);
    },
    'os/root.tar.zst has no sbin/init or usr/sbin/init: a device that boots it would wait in its initramfs for a person',
  ],
  [
    'the uncompressed size is another',
    (parts) => {
      described(parts, ZST, { uncompressedBytes: 1 });
    },
    'os/root.tar.zst has 30720 bytes unpacked, bundle.json says 1',
  ],
  [
    'the partition may be smaller than its content',
    (parts) => {
      described(parts, ZST, { minimumBytes: 4096 });
    },
    'os/root.tar.zst has 30720 bytes unpacked: a partition of minimumBytes (4096) is too small',
  ],
  [
    'a file changed between the archive and the checksums',
    (parts, tree) => {
      const old = readFileSync(join(parts, ZST));
      writeFileSync(join(tree, 'boot/initrd.img'), 'changed');
      writeFileSync(join(tree, 'new'), '');
      packRoot(parts, tree, ZST);
      writeFileSync(join(parts, ZST), old);
    },
    'os/root.sha256 and os/root.tar.zst differ: "boot/initrd.img" has another content; "new" is in os/root.sha256 only; "zz-linked" has another content',
  ],
  [
    'many files are not in the checksums',
    (parts) => {
      writeFileSync(join(parts, 'os/root.sha256'), `${'a'.repeat(64)}  ./empty\n`);
    },
    'os/root.sha256 and os/root.tar.zst differ: "a \\\\ back\\nslash" is in os/root.tar.zst only; "boot/initrd.img" is in os/root.tar.zst only; "boot/vmlinuz" is in os/root.tar.zst only; and 4 more',
  ],
  [
    'the checksums are no checksums',
    (parts) => {
      writeFileSync(join(parts, 'os/root.sha256'), 'hello\n');
    },
    'os/root.sha256, line 1 is no line of sha256sum',
  ],
  [
    'a file has two checksums',
    (parts) => {
      const line = `${'a'.repeat(64)}  ./empty\n`;
      writeFileSync(join(parts, 'os/root.sha256'), line + line.replace('./', ''));
    },
    'os/root.sha256, line 2: "empty" stands twice',
  ],
  [
    'the archive is cut off',
    (parts) => {
      const whole = readFileSync(join(parts, ZST));
      writeFileSync(join(parts, ZST), whole.subarray(0, whole.length - 40));
    },
    "os/root.tar.zst can't be unpacked: Read error (39) : premature end",
  ],
  [
    'the archive leads out of the root',
    (parts, tree) => {
      execFileSync('tar', ['-c', '--zstd', '-Pf', join(parts, ZST), join(tree, 'empty')]);
    },
    'os/root.tar.zst: "TREE/empty" leads out of the root',
  ],
];

describe('bundle build refuses parts where', () => {
  for (const [wrong, change, says] of REFUSED)
    it(wrong, async (t) => {
      const parts = withParts(t, change);
      const message = await refusal(parts);
      const shown = message.replaceAll(join(parts, '../tree'), 'TREE');
      assert.equal(shown, says);
    });

  it('the gzip archive is cut off', async (t) => {
    const parts = makeParts(scratch(t), 'os/root.tar.gz');
    const file = join(parts, 'os/root.tar.gz');
    writeFileSync(file, readFileSync(file).subarray(0, -40));
    assert.equal(await refusal(parts), "os/root.tar.gz can't be unpacked: unexpected end of file");
  });

  it('there is no folder', async (t) => {
    assert.match(
      await refusal(join(scratch(t), 'none'), 'FILE_UNREADABLE'),
      /^PARTS can't be used: ENOENT/,
    );
  });
});
