import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { BUNDLE } from '../model/paths.ts';
import { writeCore, switchToCore, tellCore } from './core-switch.ts';
import { MOST_CORE_BYTES } from '../model/manifest.ts';
import { cleanGap, LOADER_SECTOR, prepareLoader, switchLoader, tellLoader } from './loader.ts';

const SECTOR = 512;
const DISK = "/run/it's a $(disk)";
const FIRST_PARTITION = 8192;
const GRUB = '/usr/lib/grub/i386-pc';

/** What the BIOS, and GRUB's tools, look at in a first sector. */
function makeBoot(fill: number, pointer: number): Buffer {
  const boot = Buffer.alloc(SECTOR, fill);
  boot[90] = 0;
  boot[91] = 128;
  boot.writeBigUInt64LE(BigInt(pointer), 92);
  boot.write('GRUB', 0x180);
  return boot;
}

/** A disk of the migration: our core at its place, the table of an image, a number of its own. */
function makeDisk(): Buffer {
  const disk = Buffer.alloc((FIRST_PARTITION + 8) * SECTOR);
  makeBoot(3, 1024).copy(disk);
  disk.write('0badcafe0000', 440, 'hex');
  disk.fill(0, 446, 510);
  disk[450] = 0x0e;
  disk.writeUInt32LE(FIRST_PARTITION, 454);
  disk.writeUInt32LE(8, 458);
  disk.write('55aa', 510, 'hex');
  disk.fill(7, SECTOR, 20 * SECTOR);
  disk.fill(5, 1023 * SECTOR, 1300 * SECTOR);
  disk.fill(6, FIRST_PARTITION * SECTOR);
  return disk;
}
const BOOT = makeBoot(4, 1);
const CORE = Buffer.alloc(60 * SECTOR - 200, 9);

function put(box: Sandbox, boot: Buffer = BOOT, core: Buffer = CORE): void {
  box.put(`${BUNDLE}/grub/boot.img`, boot);
  box.put(`${BUNDLE}/grub/core.img`, core);
}
const prepare = prepareLoader(DISK, 'grub/boot.img', 'grub/core.img');
const change = switchLoader(DISK, 'grub/boot.img', 'grub/core.img');
const tell = tellLoader(DISK, 'grub/boot.img');

const box = sandboxed((box) => {
  box.put(DISK, makeDisk());
  put(box);
});
const disk = (): Buffer => readFileSync(box().at(DISK));
const sectors = (from: number, length = 1): Buffer =>
  disk().subarray(from * SECTOR, (from + length) * SECTOR);
const refuses = (command: typeof prepare, why: RegExp): void => {
  const before = disk();
  const { exitCode, stdout, stderr } = box().run(command);
  assert.equal(exitCode, 1);
  assert.match(stdout + stderr, why);
  assert.ok(disk().equals(before), 'nothing was written');
};
const change0 = (at: number, value: number): void => {
  const bytes = disk();
  bytes[at] = value;
  box().put(DISK, bytes);
};

describe("the image's loader", () => {
  it('lies ready beside ours, and changes no boot before it is switched', () => {
    const before = disk();
    box().prints(prepare);
    assert.ok(sectors(0).equals(before.subarray(0, SECTOR)), 'the first sector is the same');
    assert.ok(sectors(1023, 300).equals(before.subarray(1023 * SECTOR, 1323 * SECTOR)), 'ours too');
    assert.ok(sectors(1, 60).equals(Buffer.concat([CORE, Buffer.alloc(200)])), 'its core is whole');
    const ready = Buffer.from(before.subarray(0, SECTOR));
    BOOT.copy(ready, 0, 0, 440);
    assert.ok(
      sectors(LOADER_SECTOR).equals(ready),
      'its code, with the number and table of the disk',
    );
    assert.equal(box().prints(tell), 'code other\n');
  });

  it('becomes what boots by one sector, as it was prepared', () => {
    box().prints(prepare);
    const before = disk();
    box().prints(change);
    sectors(LOADER_SECTOR).copy(before);
    assert.ok(disk().equals(before), 'nothing else has changed');
    assert.equal(box().prints(tell), 'code image\n');
    // As a resumed run may do it.
    box().prints(change);
    assert.ok(disk().equals(before), 'twice is as once');
  });

  it('leaves nothing of ours in front of the first partition, and keeps off that', () => {
    box().prints(prepare);
    refuses(cleanGap(DISK), /^our core is still what boots$/m);
    box().prints(change);
    const before = disk();
    before.fill(0, LOADER_SECTOR * SECTOR, 2048 * SECTOR);
    box().prints(cleanGap(DISK));
    assert.ok(disk().equals(before), 'only that is gone');
  });

  it('is not told where the bundle is gone', () => {
    assert.equal(box().prints(tellLoader(DISK, 'grub/other.img')), '');
  });

  it('is handled with arguments only', () => {
    keepsOutOfText((value) => prepareLoader(value, value, value));
    keepsOutOfText((value) => switchLoader(value, value, value));
    keepsOutOfText((value) => tellLoader(value, value));
    keepsOutOfText(cleanGap);
  });
});

describe("the image's loader is refused", () => {
  it('where another one than ours is what boots', () => {
    change0(92, 1);
    change0(93, 0);
    refuses(prepare, /^the first sector does not point at our core$/m);
  });

  it('with a core that is too long, or none', () => {
    assert.equal((LOADER_SECTOR - 1) * SECTOR, MOST_CORE_BYTES);
    put(box(), BOOT, Buffer.alloc((LOADER_SECTOR - 1) * SECTOR, 9));
    box().prints(prepare);
    put(box(), BOOT, Buffer.alloc((LOADER_SECTOR - 1) * SECTOR + 1, 9));
    refuses(prepare, /^the image's core has 1022 sectors, there is room for 1021$/m);
    put(box(), BOOT, Buffer.alloc(0));
    refuses(prepare, /^the image's core has 0 sectors/m);
  });

  it('with boot code that looks for its core elsewhere, or is cut off', () => {
    put(box(), makeBoot(4, 2048));
    refuses(prepare, /^the image's boot code does not look for its core at sector 1$/m);
    put(box(), BOOT.subarray(0, 200));
    refuses(prepare, /^$/m);
  });

  it('where what was prepared is not whole: other code, another table, another core', () => {
    refuses(change, /^sector 1022 does not hold the image's boot code$/m);
    box().prints(prepare);
    change0(454, 1);
    refuses(change, /^sector 1022 has another partition table than the first sector$/m);
    box().put(DISK, makeDisk());
    box().prints(prepare);
    change0(30 * SECTOR, 1);
    refuses(change, /differ/);
  });
});

describe("GRUB's own images", { skip: !existsSync(`${GRUB}/boot.img`) && 'no grub-pc-bin' }, () => {
  it('are what the loader is made for', () => {
    const made = box().at('/run/core.img');
    execFileSync('grub-mkimage', [
      '-O',
      'i386-pc',
      '-d',
      GRUB,
      '-p',
      '/grub',
      '-o',
      made,
      'biosdisk',
      'part_msdos',
      'fat',
    ]);
    const boot = Buffer.alloc(SECTOR);
    readFileSync(`${GRUB}/boot.img`).copy(boot, 0, 0, 440);
    put(box(), boot, readFileSync(made));
    box().prints(prepare);
    box().prints(change);
    assert.match(box().prints(tellCore(DISK)), /^pointer 1\ngap 8192\nactive \d+\nroom other\n$/);
    box().prints(cleanGap(DISK));
    assert.match(box().prints(tellCore(DISK)), /^pointer 1\ngap 8192\nactive \d+\nroom empty\n$/);
  });

  it('take the place of a core that was switched to before', () => {
    const old = makeDisk();
    old.writeUInt32LE(1, 92);
    old.fill(0, 1023 * SECTOR, 2048 * SECTOR);
    old.fill(0, SECTOR, 20 * SECTOR);
    box().put(DISK, old);
    box().put('/run/core/core.img', Buffer.alloc(300 * SECTOR, 8));
    box().prints(writeCore(DISK, '/run/core'));
    box().prints(switchToCore(DISK));
    box().prints(prepare);
    box().prints(change);
    box().prints(cleanGap(DISK));
    assert.ok(sectors(LOADER_SECTOR, 1026).equals(Buffer.alloc(1026 * SECTOR)), 'ours is gone');
  });
});
