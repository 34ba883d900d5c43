import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MIB_SECTORS = 2048;
/** As on a device: root, an extended partition, and the former swap in it. */
const TABLE = `label: dos
start=2048, size=${String(64 * MIB_SECTORS)}, type=83
start=${String(65 * MIB_SECTORS)}, type=5
start=${String(66 * MIB_SECTORS)}, size=${String(100 * MIB_SECTORS)}, type=83
`;
/** As `stem.staging=` has it. */
export const STAGING_EXTENT = `${String(66 * MIB_SECTORS)}+${String(100 * MIB_SECTORS)}`;
const START_BYTES = 66 * MIB_SECTORS * 512;
const LENGTH_BYTES = 100 * MIB_SECTORS * 512;

/** A raw disk whose `sda5` is a staging partition with `mode=environment` and the given files. */
export function makeDisk(dir: string, files: Readonly<Record<string, string>>): string {
  const disk = join(dir, 'disk.img');
  const content = join(dir, 'staging');
  mkdirSync(join(content, 'stem'), { recursive: true });
  const block = join(content, 'stem/grubenv');
  execFileSync('grub-editenv', [block, 'create']);
  execFileSync('grub-editenv', [block, 'set', 'mode=environment', 'trial=']);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(content, name), text);
  writeFileSync(disk, '');
  truncateSync(disk, 168 * MIB_SECTORS * 512);
  execFileSync('sfdisk', ['-q', disk], { input: TABLE });
  const partition = join(dir, 'staging.img');
  writeFileSync(partition, '');
  truncateSync(partition, LENGTH_BYTES);
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-L', 'stem-staging', '-d', content, partition]);
  copy(partition, disk, [`seek=${String(START_BYTES)}`, 'oflag=seek_bytes']);
  rmSync(partition);
  return disk;
}

/** The staging partition as a file of its own, for debugfs and dumpe2fs. */
export function stagingOf(disk: string): string {
  const partition = `${disk}.staging`;
  copy(disk, partition, [`skip=${String(START_BYTES)}`, 'iflag=skip_bytes']);
  return partition;
}

function copy(from: string, to: string, more: readonly string[]): void {
  const options = ['bs=1M', 'conv=notrunc,sparse', 'status=none'];
  execFileSync('dd', [`if=${from}`, `of=${to}`, ...options, ...more]);
}
