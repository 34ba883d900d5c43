import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inWorkshop, type Workshop } from '../../src/bundle/image/workshop.ts';
import type { Disk } from '../../src/bundle/image/disk.ts';

const MIB = 2 ** 20;
const SECTOR = 512;

/** One partition of an image that a test makes. Contents are files by their paths. */
export interface Made {
  readonly label: string;
  readonly mib: number;
  readonly fileSystem: 'vfat' | 'ext4' | 'none';
  readonly files?: Readonly<Record<string, string>>;
  /** Commands of debugfs on the new file system: what a tree can't have without root. */
  readonly debugfs?: readonly string[];
  /** A tree with more than plain files. */
  readonly tree?: string;
}

export const OS_RELEASE = 'ID="balena-os"\nNAME="balenaOS"\nVERSION="2.12.5+rev1"\n';
const TYPE = JSON.stringify({ slug: 'genericx86-64-ext', name: 'x' });

/** What a root has that a migration can go on with. */
export const SYSTEM = { 'etc/systemd/system/README': '', 'usr/sbin/sshd': '' } as const;

/** The five of balenaOS, as small as their file systems can be. */
export const FIVE: readonly Made[] = [
  {
    label: 'resin-boot',
    mib: 8,
    fileSystem: 'vfat',
    files: { 'os-release': OS_RELEASE, 'device-type.json': TYPE, 'config.json': '{}' },
  },
  {
    label: 'resin-rootA',
    mib: 6,
    fileSystem: 'ext4',
    files: { ...SYSTEM, 'etc/os-release': OS_RELEASE },
  },
  { label: 'resin-rootB', mib: 6, fileSystem: 'ext4' },
  { label: 'resin-state', mib: 4, fileSystem: 'ext4', files: { remove_me_to_reset: '' } },
  { label: 'resin-data', mib: 5, fileSystem: 'ext4', files: { 'docker/x': 'engine' } },
];

export const FLASHER = (inner: string): readonly Made[] => [
  { label: 'flash-boot', mib: 4, fileSystem: 'vfat' },
  { label: 'flash-rootA', mib: 48, fileSystem: 'ext4', tree: inner },
];

export interface Wish {
  readonly kind?: 'mbr' | 'gpt';
  /** GRUB for BIOS; it is left out of an image that boots by EFI only. */
  readonly hasGrub?: boolean;
}

/** Makes a disk image with sfdisk, mkfs.vfat, mtools and mkfs.ext4, as balenaOS' own build does. */
export function makeImage(dir: string, partitions: readonly Made[], wish: Wish = {}): string {
  const { kind = 'mbr', hasGrub = true } = wish;
  const file = join(dir, `disk-${kind}.img`);
  const starts = placesOf(partitions, kind);
  const [at, made] = [starts.at(-1), partitions.at(-1)];
  if (at === undefined || made === undefined) throw new RangeError('an image has a partition');
  writeFileSync(file, '');
  truncateSync(file, at + made.mib * MIB + MIB);
  partition(file, partitions, { kind, starts, hasGrub });
  for (const [index, each] of partitions.entries()) {
    if (each.fileSystem === 'none') continue;
    const part = makeFileSystem(join(dir, each.label), each);
    copyInto(file, part, starts[index] ?? 0);
  }
  if (hasGrub) writeGrub(file, kind);
  return file;
}

/** In an MBR the fourth and later ones are logical, each behind a gap of 1 MiB. The first is at 4 MiB. */
function placesOf(partitions: readonly Made[], kind: 'mbr' | 'gpt'): readonly number[] {
  let at = 4 * MIB;
  return partitions.map(({ mib }, index) => {
    if (kind === 'mbr' && index >= 3) at += MIB;
    const start = at;
    at += mib * MIB;
    return start;
  });
}

interface Table {
  readonly kind: 'mbr' | 'gpt';
  readonly starts: readonly number[];
  readonly hasGrub: boolean;
}

function partition(
  file: string,
  partitions: readonly Made[],
  { kind, starts, hasGrub }: Table,
): void {
  const lines = partitions.map(({ label, mib, fileSystem }, index) => {
    const place = `start=${String((starts[index] ?? 0) / SECTOR)}, size=${String((mib * MIB) / SECTOR)}`;
    if (kind === 'gpt') return `${place}, name="${label}"`;
    return `${place}, type=${fileSystem === 'vfat' ? 'e' : '83'}`;
  });
  if (kind === 'gpt' && hasGrub)
    lines.push('start=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649, name="bios"');
  if (kind === 'mbr' && partitions.length > 3) {
    const extended = ((starts[3] ?? 0) - MIB) / SECTOR;
    lines.splice(3, 0, `start=${String(extended)}, type=5`);
  }
  const label = kind === 'gpt' ? 'gpt' : 'dos';
  execFileSync('sfdisk', ['-q', '--no-reread', '--no-tell-kernel', file], {
    input: `label: ${label}\nunit: sectors\n${lines.join('\n')}\n`,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

/** A file system of its own, in a file. */
export function makeFileSystem(name: string, made: Made): string {
  const file = `${name}.part`;
  writeFileSync(file, '');
  truncateSync(file, made.mib * MIB);
  const tree = made.tree ?? treeOf(`${name}.tree`, made.files ?? {});
  const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'] };
  if (made.fileSystem === 'vfat') {
    execFileSync('mkfs.vfat', ['-n', made.label, '-S', '512', file], quiet);
    for (const path of Object.keys(made.files ?? {}))
      execFileSync('mcopy', ['-i', file, join(tree, path), `::${path}`], quiet);
    return file;
  }
  const options = ['-q', '-F', '-b', '1024', '-O', '^has_journal', '-L', made.label, '-d', tree];
  execFileSync('mkfs.ext4', [...options, file], quiet);
  if (made.debugfs !== undefined)
    execFileSync('debugfs', ['-w', '-f', '-', file], {
      input: made.debugfs.join('\n'),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  return file;
}

function treeOf(tree: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(tree, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  return tree;
}

/** What an archive loses easily: a hard link, a symbolic one, and by debugfs owners, attributes and devices. */
export function oddTree(dir: string): Pick<Made, 'tree' | 'debugfs'> {
  const tree = treeOf(join(dir, 'odd'), { 'etc/os-release': OS_RELEASE, file: 'content' });
  linkSync(join(tree, 'file'), join(tree, 'linked'));
  symlinkSync('file', join(tree, 'symbolic'));
  return {
    tree,
    debugfs: [
      'set_inode_field /file uid 4711',
      'set_inode_field /file gid 815',
      'ea_set /file trusted.overlay.opaque y',
      'ea_set /file security.capability cap',
      'mknod console c 5 1',
      'mknod sda b 8 0',
    ],
  };
}

/** A folder with an image in its `opt`, as a flasher has it. */
export function flasherTree(dir: string, image: string, name: string): string {
  const tree = join(dir, 'flasher');
  mkdirSync(join(tree, 'opt'), { recursive: true });
  copyFileSync(image, join(tree, 'opt', name));
  return tree;
}

/** `at` is a multiple of 1 MiB, as places of partitions are. Holes stay holes: a bench makes images of gigabytes. */
export function copyInto(file: string, part: string, at: number): void {
  const words = ['bs=1M', `seek=${String(at / MIB)}`, 'conv=notrunc,sparse', 'status=none'];
  execFileSync('dd', [`if=${part}`, `of=${file}`, ...words]);
}

export function writeAt(file: string, data: Buffer, at: number): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, data, 0, data.length, at);
  closeSync(fd);
}

/** Two sectors that begin as GRUB's do: their own code is nobody's business here. */
export const CORE_SECTORS = 3;
function writeGrub(file: string, kind: 'mbr' | 'gpt'): void {
  const at = kind === 'gpt' ? 2048 : 1;
  const boot = Buffer.alloc(440);
  boot.write('eb6390', 'hex');
  boot.write('GRUB \0Geom\0Hard Disk\0Read\0 Error\r\n', 0x180, 'latin1');
  boot.writeBigUInt64LE(BigInt(at), 0x5c);
  writeAt(file, boot, 0);
  const core = Buffer.alloc(CORE_SECTORS * SECTOR, 0xc0);
  core.fill(0, 400, 512);
  core.write('5256be1b81', 'hex');
  core.writeBigUInt64LE(BigInt(at + 1), 500);
  core.writeUInt16LE(CORE_SECTORS - 1, 508);
  core.writeUInt16LE(0x820, 510);
  writeAt(file, core, at * SECTOR);
}

/** An open file as a disk, closed when the test has ended. */
export async function diskOf(
  context: { after: (clean: () => Promise<void>) => void },
  file: string | Buffer,
  dir = '/tmp',
): Promise<Disk> {
  const name = typeof file === 'string' ? file : join(dir, 'disk');
  if (typeof file !== 'string') writeFileSync(name, file);
  const handle = await open(name, 'r');
  context.after(() => handle.close());
  return { handle, bytes: (await handle.stat()).size, shown: 'IMAGE' };
}

/** Works in a quiet workshop beside a bundle of that folder. */
export const quietly = <T>(dir: string, work: (workshop: Workshop) => Promise<T>): Promise<T> =>
  inWorkshop(join(dir, 'out.tar'), {}, work);
