import { readAt } from '../scan.ts';
import type { Disk, Span } from './disk.ts';
import { ext4Of } from './ext4.ts';
import { readFat, type Fat } from './fat.ts';
import { imageError } from './image-error.ts';

/** What is in a partition. `none`: nothing that is known. */
export type FileSystem =
  | { readonly kind: 'ext4'; readonly label: string }
  | { readonly kind: 'vfat'; readonly label: string; readonly fat: Fat }
  | { readonly kind: 'luks' }
  | { readonly kind: 'none' };

const HEAD_BYTES = 4096;
/** cryptsetup's on-disk format, both versions. */
const LUKS = '4c554b53babe';

/** @throws StemError BUNDLE_INVALID where it claims to be larger than its place, or is encrypted */
export async function fileSystemIn(disk: Disk, place: Span, shown: string): Promise<FileSystem> {
  const head = await readAt(disk.handle, place.start, Math.min(HEAD_BYTES, place.bytes));
  if (head.toString('hex', 0, 6) === LUKS) return { kind: 'luks' };
  const ext4 = ext4Of(head);
  if (ext4 !== null) {
    if (ext4.isEncrypted) throw imageError(disk.shown, `has an encrypted file system in ${shown}`);
    if (ext4.bytes > place.bytes) throw tooLarge(disk, shown);
    return { kind: 'ext4', label: ext4.label };
  }
  const fat = await readFat(disk, place, head);
  if (fat === null) return { kind: 'none' };
  if (fat.bytes > place.bytes) throw tooLarge(disk, shown);
  if (fat.sectorBytes !== 512)
    throw imageError(
      disk.shown,
      `has a file system for sectors of ${String(fat.sectorBytes)} bytes in ${shown}: the disks of these devices have sectors of 512`,
    );
  return { kind: 'vfat', label: fat.label, fat };
}

const tooLarge = (disk: Disk, shown: string): Error =>
  imageError(disk.shown, `has a file system in ${shown} that is larger than its place`);
