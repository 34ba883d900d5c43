import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { buildCore, revertCore, switchToCore, tellCore, writeCore } from './core-switch.ts';

const SECTOR = 512;
const GAP = 2048;
const DISK = "/run/it's a $(disk)";

/** By hand: what GRUB's first sector and the first one of its core have in fixed places. */
function makeDisk(): Buffer {
  const disk = Buffer.alloc((GAP + 4) * SECTOR);
  disk[91] = 128;
  disk.writeUInt32LE(1, 92);
  disk.write('GRUB', 0x180);
  const entries = [
    [GAP + 2, 0x82],
    [GAP, 0x83],
  ] as const;
  for (const [index, [start, type]] of entries.entries()) {
    disk[446 + 16 * index + 4] = type;
    disk.writeUInt32LE(start, 446 + 16 * index + 8);
  }
  disk.write('55aa', 510, 'hex');
  disk.fill(7, SECTOR, 20 * SECTOR).fill(0, SECTOR + 300, 2 * SECTOR);
  for (const [start, length, at] of [
    [2, 10, 500],
    [12, 8, 488],
  ] as const) {
    disk.writeUInt32LE(start, SECTOR + at);
    disk.writeUInt16LE(length, SECTOR + at + 8);
  }
  return disk;
}
const DISK_BYTES = makeDisk();
const CORE = Buffer.alloc(3 * SECTOR - 100, 9);
const changed = (change: (disk: Buffer) => void): Buffer => {
  const disk = Buffer.from(DISK_BYTES);
  change(disk);
  return disk;
};

const write = writeCore(DISK, '/run/core');
const withDisk = (box: Sandbox): void => {
  box.put(DISK, DISK_BYTES);
  box.put('/run/core/core.img', CORE);
};

describe('the switch to our core', () => {
  const box = sandboxed(withDisk);
  const told = (): string => box().prints(tellCore(DISK));

  it('is told apart: the old core, an empty room, ours, and what is neither', () => {
    const OLD = 'pointer 1\ngap 2048\nactive 20\n';
    assert.equal(told(), `${OLD}room empty\n`);
    box().put(
      DISK,
      changed((bytes) => bytes.write('licence', 1900 * SECTOR)),
    );
    assert.equal(told(), `${OLD}room other\n`);
    box().put(DISK, DISK_BYTES);
    box().prints(write);
    assert.equal(told(), `${OLD}room core\n`);
    box().prints(switchToCore(DISK));
    assert.match(told(), /^pointer 1024\ngap 2048\nactive \d+\nroom core\n$/);
  });

  it('is refused on another table, another boot code, or none', () => {
    const refusals: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
      'the first sector has no boot signature': (bytes) => bytes.fill(0, 510, 512),
      'the partition table is GPT': (bytes) => bytes.fill(0xee, 450, 451),
      'the first sector holds no GRUB 2': (bytes) => bytes.write('LILO', 0x180),
    };
    for (const [why, change] of Object.entries(refusals)) {
      box().put(DISK, changed(change));
      assert.equal(told(), `refuse ${why}\n`);
    }
  });
});

describe('switching to our core and back', () => {
  const box = sandboxed(withDisk);
  const disk = (): Buffer => readFileSync(box().at(DISK));
  const sectors = (from: number, length = 1): Buffer =>
    disk().subarray(from * SECTOR, (from + length) * SECTOR);

  it('writes copy and core before one sector changes, and that by its pointer only', () => {
    box().prints(write);
    assert.deepEqual(sectors(0, 1023), DISK_BYTES.subarray(0, 1023 * SECTOR));
    assert.deepEqual(sectors(1023), DISK_BYTES.subarray(0, SECTOR));
    const core = Buffer.concat([CORE, Buffer.alloc(100)]);
    core.writeBigUInt64LE(1025n, 500);
    assert.deepEqual(sectors(1024, 3), core);
    const before = disk();
    box().prints(switchToCore(DISK));
    before.writeBigUInt64LE(1024n, 92);
    assert.deepEqual(disk(), before);
  });

  it('is reverted to the byte, from wherever it got', () => {
    for (const steps of [[], [write], [write, switchToCore(DISK)]]) {
      for (const step of steps) box().prints(step);
      box().prints(revertCore(DISK));
      assert.deepEqual(disk(), DISK_BYTES);
    }
  });

  it('changes nothing without a core, for one that is too long, or over a foreign boot', () => {
    assert.notEqual(box().run(switchToCore(DISK)).exitCode, 0);
    box().put('/run/core/core.img', Buffer.alloc(1024 * SECTOR + 1));
    assert.equal(
      box().run(write).stderr,
      'the core needs 1025 sectors from 1024, the first partition begins at 2048\n',
    );
    assert.deepEqual(disk(), DISK_BYTES);
    box().put(
      DISK,
      changed((bytes) => bytes.writeUInt32LE(63, 92)),
    );
    assert.equal(box().run(write).stderr, 'the first sector does not point at the old core\n');
    assert.deepEqual(disk().subarray(SECTOR), DISK_BYTES.subarray(SECTOR));
  });

  it('leaves alone what is in the room and not ours', () => {
    const foreign = changed((bytes) => bytes.write('licence', 1900 * SECTOR));
    box().put(DISK, foreign);
    box().prints(revertCore(DISK));
    assert.deepEqual(disk(), foreign);
  });
});

describe('making our core', () => {
  const box = sandboxed((box) => {
    box.put('/var/parts/kernel.img');
    execFileSync('tar', ['-C', box.at('/var/parts'), '-cf', box.at("/run/it's.tar"), '.']);
    box.fake('grub-script-check');
    box.fake('grub-mkimage');
  });
  const build = buildCore("/run/it's.tar", 'echo "%s \\n $(x)"\n');

  it('puts the checked script inside, and names every module', () => {
    box().put('/run/stem/core/of an earlier/try');
    box().prints(build);
    const dir = '/run/stem/core';
    const [check, make = ''] = box().log();
    assert.equal(check, `grub-script-check ${dir}/memdisk/boot/grub/grub.cfg`);
    assert.match(
      make,
      /^grub-mkimage -O i386-pc -d \/run\/stem\/core\/i386-pc -m \/run\/stem\/core\/memdisk\.tar -p \(memdisk\)\/boot\/grub -o \/run\/stem\/core\/core\.img biosdisk part_msdos .* minicmd$/,
    );
    const tar = box().at(`${dir}/memdisk.tar`);
    assert.equal(
      execFileSync('tar', ['-xOf', tar, 'boot/grub/grub.cfg'], { encoding: 'utf8' }),
      'echo "%s \\n $(x)"\n',
    );
    assert.equal(box().text(`${dir}/i386-pc/kernel.img`), '');
  });

  it('makes none of a script that GRUB does not parse', () => {
    box().fake('grub-script-check', 'exit 1');
    assert.equal(box().run(build).exitCode, 1);
    assert.equal(box().log().length, 1);
  });

  it('keeps its words out of its text', () => {
    keepsOutOfText((value) => buildCore(value, value));
    keepsOutOfText((value) => writeCore(value, value));
    for (const make of [tellCore, switchToCore, revertCore]) keepsOutOfText((value) => make(value));
  });
});
