import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { runProgram } from '../run-program.ts';

const TIMEOUT = { timeoutMs: 120_000 };
const SCRIPT = join(import.meta.dirname, 'resin-os/make-image.sh');
/** Small, of the same order: the alignment of 4 MiB before each logical partition is the script's own. */
const TABLE = [
  ['resin-boot', 8192, 81920],
  ['resin-rootA', 90112, 16384],
  ['resin-rootB', 106496, 16384],
  ['resin-state', 131072, 16384],
  ['resin-data', 155648, 16384],
] as const;
const CMDLINE = 'rootwait console=ttyS0';

/** One for all tests: it takes seconds. */
const made = { dir: '', disk: '' };

describe('the image of a resinOS', () => {
  before(async () => {
    made.dir = await mkdtemp(join(tmpdir(), 'stem-resin-test-'));
    made.disk = await makeImage(made.dir);
  });
  after(() => rm(made.dir, { recursive: true }));
  partitionTests();
  loaderTests();
});

function partitionTests(): void {
  it('has three primary partitions, and state and data in the extended fourth', async () => {
    const dump = await runProgram(['sfdisk', '-d', made.disk], TIMEOUT);
    assert.deepEqual(dump.match(/start=.*/g), [
      'start=        8192, size=       81920, type=e, bootable',
      'start=       90112, size=       16384, type=83',
      'start=      106496, size=       16384, type=83',
      'start=      122880, size=       49152, type=f',
      'start=      131072, size=       16384, type=83',
      'start=      155648, size=       16384, type=83',
    ]);
  });

  it('has a file system with its label on each, without a fault', async () => {
    for (const [label, start] of TABLE) {
      const offset = String(start * 512);
      const probe = ['blkid', '-p', '-o', 'export', '-O', offset, made.disk] as const;
      assert.match(await runProgram(probe, TIMEOUT), new RegExp(`^LABEL=${label}$`, 'm'));
      if (label === 'resin-boot') continue;
      await runProgram(['e2fsck', '-fn', `${made.disk}?offset=${offset}`], TIMEOUT);
    }
  });

  it('puts on rootA and resin-data what was made for them, and nothing on rootB', async () => {
    const list = (start: number): Promise<string> =>
      runProgram(
        ['debugfs', '-R', 'ls -p /', `${made.disk}?offset=${String(start * 512)}`],
        TIMEOUT,
      );
    const rootA = await list(90112);
    assert.match(rootA, /\/etc\//);
    assert.doesNotMatch(rootA, /stem-build/);
    assert.match(await list(155648), /\/apps[.]json\//);
    assert.doesNotMatch(await list(106496), /\/etc\//);
  });
}

function loaderTests(): void {
  it('has GRUB around the table and right behind it, as long as its own list says', async () => {
    const core = await readBoot('grub/core.img');
    const file = await open(made.disk);
    const length = 512 + core.length;
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
    await file.close();
    assert.deepEqual(buffer.subarray(512), core);
    assert.deepEqual(
      buffer.subarray(0, 440),
      (await readFile('/usr/lib/grub/i386-pc/boot.img')).subarray(0, 440),
    );
    assert.equal(buffer.readUInt32LE(440), 0x7265736e);
    assert.equal(core.readBigUInt64LE(500), 2n);
    assert.equal(core.readUInt16LE(508) + 1, Math.ceil(core.length / 512));
  });

  it('has on resin-boot what GRUB loads, for BIOS and for EFI', async () => {
    for (const place of ['/grub', '/EFI/BOOT']) {
      assert.match(
        await inBoot(`${place}/grub.cfg`),
        /linux \/boot\/bzImage root=LABEL=\$\{wanted\} rootwait console=ttyS0$/m,
      );
      assert.match(
        await inBoot(`${place}/grubenv`),
        /^bootcount=0\nresin_root_part=2\nupgrade_available=0$/m,
      );
    }
    // GRUB finds the kernel behind the links of the store.
    const start = TABLE.find(([label]) => label === 'resin-rootA')?.[1] ?? 0;
    const rootA = `${made.disk}?offset=${String(start * 512)}`;
    for (const [name, text] of [
      ['/boot/bzImage', 'kernel'],
      ['/boot/initrd', 'initramfs'],
    ] as const)
      assert.equal(await runProgram(['debugfs', '-R', `cat ${name}`, rootA], TIMEOUT), text);
    assert.match(await inBoot('/image-version-info'), /^Lab 1 for genericx86-64-ext$/m);
    assert.equal((await readBoot('EFI/BOOT/bootx64.efi')).toString('latin1', 0, 2), 'MZ');
  });
}

async function makeImage(dir: string): Promise<string> {
  const root = join(dir, 'root');
  for (const name of [
    'etc',
    'usr/lib',
    'usr/bin',
    'dev',
    'run',
    'tmp',
    'stem-build/boot',
    'stem-build/data',
  ]) {
    await mkdir(join(root, name), { recursive: true });
  }
  await writeFile(join(root, 'usr/lib/os-release'), 'ID=lab\n');
  await writeFile(join(root, 'usr/bin/busybox'), 'busybox');
  await writeFile(join(root, 'stem-build/boot/vmlinuz'), 'kernel');
  await writeFile(join(root, 'stem-build/boot/initrd'), 'initramfs');
  await writeFile(join(root, 'stem-build/data/apps.json'), '{}');
  const disk = join(dir, 'disk.raw');
  await runProgram([SCRIPT, root, disk], {
    ...TIMEOUT,
    env: {
      LAB_TABLE: TABLE.map((line) => line.join(' ')).join('\n'),
      LAB_CMDLINE: CMDLINE,
      LAB_OS_NAME: 'Lab',
      LAB_OS_VERSION: '1',
      LAB_DEVICE_TYPE: 'genericx86-64-ext',
    },
  });
  return disk;
}

const BOOT_OFFSET = String(8192 * 512);

const inBoot = (path: string): Promise<string> =>
  runProgram(['mtype', '-i', `${made.disk}@@${BOOT_OFFSET}`, `::${path}`], TIMEOUT);

async function readBoot(path: string): Promise<Buffer> {
  const out = join(made.dir, 'copy');
  const boot = `${made.disk}@@${BOOT_OFFSET}`;
  await runProgram(['mcopy', '-n', '-o', '-i', boot, `::/${path}`, out], TIMEOUT);
  return readFile(out);
}
