import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  CORE_SECTORS,
  diskOf,
  FIVE,
  makeImage,
  writeAt,
} from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readLoader, type Loader } from './loader.ts';
import { readTable } from './table.ts';

const BARE = FIVE.map((each) => ({ ...each, fileSystem: 'none' as const }));

async function load(t: TestContext, file: string): Promise<Loader> {
  const disk = await diskOf(t, file);
  const table = await readTable(disk);
  assert.ok(table !== null, 'there is a table');
  return readLoader(disk, table);
}

describe("an image's GRUB", () => {
  it('is taken out of an MBR as it is, without the table', async (t) => {
    const file = makeImage(scratch(t), BARE);
    const { boot, core } = await load(t, file);
    const image = readFileSync(file);
    assert.deepEqual(boot.subarray(0, 440), image.subarray(0, 440));
    assert.deepEqual(boot.subarray(440, 510), Buffer.alloc(70));
    assert.equal(boot.readUInt16LE(510), 0xaa55);
    assert.equal(boot.length, 512);
    assert.deepEqual(core, image.subarray(512, 512 + CORE_SECTORS * 512));
  });

  it('is taken out of the partition of a GPT, for the place behind an MBR', async (t) => {
    const { boot, core } = await load(t, makeImage(scratch(t), BARE, { kind: 'gpt' }));
    assert.equal(boot.readBigUInt64LE(0x5c), 1n);
    assert.equal(core.readBigUInt64LE(500), 2n);
    assert.equal(core.length, CORE_SECTORS * 512);
  });

  it('is as long as the core that grub-mkimage makes', async (t) => {
    const modules = '/usr/lib/grub/i386-pc';
    if (!existsSync(modules)) {
      t.skip('there is no grub-pc-bin here');
      return;
    }
    const dir = scratch(t);
    mkdirSync(join(dir, 'image'));
    const file = makeImage(join(dir, 'image'), BARE);
    const made = join(dir, 'core.img');
    execFileSync('grub-mkimage', [
      '-O',
      'i386-pc',
      '-p',
      '(hd0,msdos1)/grub',
      '-o',
      made,
      'biosdisk',
      'part_msdos',
      'fat',
    ]);
    const bytes = readFileSync(made);
    writeAt(file, readFileSync(join(modules, 'boot.img')).subarray(0, 440), 0);
    writeAt(file, bytes, 512);
    writeFileSync(join(dir, 'padded'), bytes);
    const { core } = await load(t, file);
    assert.equal(core.length, Math.ceil(bytes.length / 512) * 512);
    assert.deepEqual(core.subarray(0, bytes.length), bytes);
  });
});

describe("an image's GRUB that does not fit", () => {
  it('that is missing is refused, and a GPT is said to boot by EFI only', async (t) => {
    for (const [kind, message] of [
      ['mbr', 'IMAGE has no GRUB for BIOS in its first sector, and these devices boot by BIOS'],
      [
        'gpt',
        'IMAGE boots by EFI only: its first sector has no GRUB for BIOS, and these devices boot by BIOS',
      ],
    ] as const)
      await assert.rejects(load(t, makeImage(scratch(t), BARE, { kind, hasGrub: false })), {
        code: 'BUNDLE_INVALID',
        message,
      });
  });

  for (const [why, at, hex] of [
    ['no core', 512, '00'],
    ['a core that begins elsewhere', 0x5c, '0500000000000000'],
    ['a core beyond the end', 0x5c, 'ffffffffffffffff'],
    ['a core of no length', 512 + 508, '0000'],
    ['a core that is too long', 512 + 508, 'ffff'],
    ['a core that goes on elsewhere', 512 + 500, '0900000000000000'],
    ['a core in two pieces', 512 + 496, '0100'],
  ] as const)
    it(`is refused with ${why}`, async (t) => {
      const file = makeImage(scratch(t), BARE);
      writeAt(file, Buffer.from(hex, 'hex'), at);
      await assert.rejects(load(t, file), {
        message: 'IMAGE has a GRUB without its second part (core.img) in one piece',
      });
    });

  it('is refused where its core lies over a partition', async (t) => {
    const file = makeImage(scratch(t), BARE);
    const at = Buffer.alloc(4);
    at.writeUInt32LE(3);
    writeAt(file, at, 446 + 8);
    await assert.rejects(load(t, file), { message: /without its second part/ });
  });
});
