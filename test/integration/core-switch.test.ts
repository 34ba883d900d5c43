import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import {
  buildCore,
  revertCore,
  switchToCore,
  tellCore,
  writeCore,
} from '../../src/commands/core-switch.ts';
import { core, type Core } from '../../src/facts/core.ts';
import {
  bootBlock,
  coreConfig,
  newSystemConfig,
  oldEntry,
  parseBootBlock,
  stageConfig,
  TO_NEW,
  TO_TRIAL,
  trialConfig,
} from '../../src/commands/grub-config.ts';
import { render, type ShellCommand } from '../../src/model/command.ts';

const GRUB = '/usr/lib/grub/i386-pc';
const SECTOR = 512;
const GAP = 2048;
const SYSTEM = {
  label: 'stem-root',
  kernel: 'boot/vmlinuz',
  initramfs: 'boot/initrd.img',
  cmdline: 'rw console=ttyS0,115200',
};

const inShell = (command: ShellCommand): string =>
  execFileSync('sh', ['-c', render(command)], { encoding: 'utf8', stdio: 'pipe' });

const dir = mkdtempSync(join(tmpdir(), 'stem-core-'));
const disk = join(dir, 'disk.img');
const coreDir = '/run/stem/core';
const stateOf = (): Core =>
  core(disk).parse({ exitCode: 0, stdout: inShell(tellCore(disk)), stderr: '', isCut: false });
const sector = (at: number): Buffer => readFileSync(disk).subarray(at * SECTOR, (at + 1) * SECTOR);

/** A disk in a file, with the real boot sector of GRUB, a core of its own from sector 1 on, and two partitions. */
function makeDisk(): Buffer {
  execFileSync('tar', ['-C', GRUB, '-cf', join(dir, 'i386-pc.tar'), '.']);
  const config = coreConfig({
    staging: { start: 4096, length: 2048 },
    serial: { unit: 0, speed: 115200 },
  });
  inShell(buildCore(join(dir, 'i386-pc.tar'), config));
  const image = Buffer.alloc(4 * 1024 * 1024);
  readFileSync(join(GRUB, 'boot.img')).copy(image, 0, 0, 440);
  writeFileSync(disk, image);
  execFileSync('sfdisk', ['-q', disk], { input: 'label: dos\n2048,2048,83,*\n4096,2048,82\n' });
  const withTable = readFileSync(disk);
  // grub-bios-setup wants a real disk: the old core's block list is all that it would add.
  const old = Buffer.alloc(100 * SECTOR, 1);
  old.fill(0, 300, SECTOR);
  old.writeUInt32LE(2, 500);
  old.writeUInt16LE(99, 508);
  old.copy(withTable, SECTOR);
  return withTable;
}

describe('the switch to our core', () => {
  const original = makeDisk();
  beforeEach(() => {
    writeFileSync(disk, original);
  });
  after(() => {
    rmSync(dir, { recursive: true });
    rmSync(coreDir, { recursive: true, force: true });
  });

  it('tells where the boot comes from, and changes nothing by that', () => {
    assert.deepEqual(stateOf(), { kind: 'grub', pointer: 1, gap: GAP, active: 101, room: 'empty' });
    assert.deepEqual(readFileSync(disk), original);
  });

  it('writes and verifies the core before one sector changes', () => {
    inShell(writeCore(disk, coreDir));
    assert.deepEqual(sector(0), original.subarray(0, SECTOR));
    assert.deepEqual(sector(1023), original.subarray(0, SECTOR));
    assert.equal(sector(1024).readUInt32LE(500), 1025);
    const written = readFileSync(disk);
    inShell(switchToCore(disk));
    const switched = readFileSync(disk);
    assert.equal(switched.readBigUInt64LE(0x5c), 1024n);
    assert.deepEqual(switched.subarray(100), written.subarray(100));
    assert.deepEqual(switched.subarray(0, 0x5c), written.subarray(0, 0x5c));
    assert.deepEqual(
      { ...stateOf(), active: 0 },
      { kind: 'grub', pointer: 1024, gap: GAP, active: 0, room: 'core' },
    );
  });

  it('leaves no byte behind when it is reverted, also half-way', () => {
    inShell(writeCore(disk, coreDir));
    inShell(revertCore(disk));
    assert.deepEqual(readFileSync(disk), original);
    inShell(writeCore(disk, coreDir));
    inShell(switchToCore(disk));
    inShell(revertCore(disk));
    assert.deepEqual(readFileSync(disk), original);
  });

  it('does not switch to a core that was not written', () => {
    assert.throws(() => inShell(switchToCore(disk)));
    assert.deepEqual(readFileSync(disk), original);
  });

  it('sees what is not ours in the gap, and a first sector that is not GRUB', () => {
    const foreign = Buffer.from(original);
    foreign.write('licence', 1500 * SECTOR);
    writeFileSync(disk, foreign);
    const state = stateOf();
    assert.equal(state.kind === 'grub' && state.room, 'other');
    inShell(revertCore(disk));
    assert.deepEqual(readFileSync(disk), foreign);
    foreign.fill(0, 0, 440);
    writeFileSync(disk, foreign);
    assert.deepEqual(stateOf(), {
      kind: 'foreign',
      because: 'the first sector holds no GRUB 2',
    });
  });
});

describe("GRUB's scripts", () => {
  const texts: Readonly<Record<string, string>> = {
    core: coreConfig({ staging: { start: 1, length: 2 } }),
    stage: stageConfig({ cmdline: 'panic=10 stem.staging=29362176+4190208' }),
    entry: oldEntry({ cmdline: 'panic=10 console=ttyS0,115200' }),
    trial: trialConfig(SYSTEM),
    new: newSystemConfig(SYSTEM),
  };
  for (const [name, text] of Object.entries(texts))
    it(`parse: ${name}`, () => {
      execFileSync('grub-script-check', { input: text });
    });

  it("share their block with GRUB's own tool", () => {
    const dir = mkdtempSync(join(tmpdir(), 'stem-block-'));
    const file = join(dir, 'grubenv');
    writeFileSync(file, bootBlock(TO_TRIAL));
    execFileSync('grub-editenv', [file, 'set', 'trial=']);
    assert.deepEqual(parseBootBlock(readFileSync(file, 'utf8')), { ...TO_TRIAL, trial: false });
    execFileSync('grub-editenv', [file, 'set', 'mode=new']);
    assert.deepEqual(parseBootBlock(readFileSync(file, 'utf8')), TO_NEW);
    rmSync(dir, { recursive: true });
  });
});
