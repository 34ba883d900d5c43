import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { describeParts, makeParts, packGrub, scratch } from '../../test/fakes/bundle-parts.ts';
import type { Json } from '../model/json.ts';
import { parseDescription } from './manifest.ts';
import { checkGrubModules, checkKernel, checkRoot } from './part-checks.ts';
import { readParts, type Parts } from './parts.ts';

const GZ = 'os/root.tar.gz';
const partsIn = (t: TestContext): Promise<Parts> => readParts(makeParts(scratch(t), GZ));
const described = (parts: Parts, more: Readonly<Record<string, Json>>): Parts => ({
  ...parts,
  description: parseDescription(JSON.stringify(describeParts(GZ, more)), 'bundle.json'),
});

describe('the kernel of the environment', () => {
  it('is a bzImage, or refused', async (t) => {
    const parts = await partsIn(t);
    await checkKernel(parts);
    const wrong = { code: 'BUNDLE_INVALID', message: 'env/vmlinuz is no Linux kernel (bzImage)' };
    for (const bytes of [Buffer.alloc(700), Buffer.from('\x7fELF'), Buffer.alloc(0x204, 'HdrS')]) {
      writeFileSync(join(parts.dir, 'env/vmlinuz'), bytes);
      await assert.rejects(checkKernel(parts), wrong);
    }
  });
});

describe("GRUB's modules", () => {
  it('have what a core image is made of, at the top', async (t) => {
    const parts = await partsIn(t);
    await checkGrubModules(parts);
    packGrub(parts.dir, ['boot.img', 'normal.mod']);
    await assert.rejects(checkGrubModules(parts), {
      code: 'BUNDLE_INVALID',
      message: 'grub/i386-pc.tar has no kernel.img, no ext2.mod at its top',
    });
    writeFileSync(join(parts.dir, 'grub/i386-pc.tar'), Buffer.alloc(600, 'x'));
    await assert.rejects(checkGrubModules(parts), { message: 'grub/i386-pc.tar is no plain tar' });
  });
});

describe('the root', () => {
  it('is measured, and agrees with its description', async (t) => {
    const parts = await partsIn(t);
    const bytes = await checkRoot(parts);
    assert.equal(bytes % 512, 0);
    assert.equal(await checkRoot(described(parts, { uncompressedBytes: bytes })), bytes);
    const fits = described(parts, { minimumBytes: bytes });
    assert.equal(await checkRoot(fits), bytes);
    const cases: readonly (readonly [Readonly<Record<string, Json>>, string])[] = [
      [{ kernel: 'vmlinuz' }, `${GZ} has no regular file vmlinuz`],
      [{ initramfs: 'boot/none' }, `${GZ} has no regular file boot/none`],
      [{ uncompressedBytes: 1 }, `${GZ} has ${String(bytes)} bytes unpacked, bundle.json says 1`],
      [
        { minimumBytes: bytes - 1 },
        `${GZ} has ${String(bytes)} bytes unpacked: a partition of minimumBytes (${String(bytes - 1)}) is too small`,
      ],
    ];
    for (const [more, message] of cases)
      await assert.rejects(checkRoot(described(parts, more)), { code: 'BUNDLE_INVALID', message });
  });

  it('agrees with its sums', async (t) => {
    const parts = await partsIn(t);
    writeFileSync(join(parts.dir, 'os/root.sha256'), `${'a'.repeat(64)}  ./boot/vmlinuz\n`);
    await assert.rejects(checkRoot(parts), /os\/root\.sha256 and os\/root\.tar\.gz differ: /);
  });
});
