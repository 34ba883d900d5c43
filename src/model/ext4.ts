/** What our own mkfs is told, so that the room inside is known before anything is written. */
export interface Ext4Shape {
  readonly reservedPercent: number;
  /** Null: what mke2fs chooses by the size. */
  readonly journalMib: number | null;
}

/** Of both partitions: mke2fs.conf of a device may have other ideas, and other ones on a small partition. */
export const EXT4 = { blockBytes: 4096, bytesPerInode: 16_384, inodeBytes: 256 } as const;

/** Only root writes there, so nothing is reserved; it is written once, so a small journal does. */
export const STAGING_EXT4: Ext4Shape = { reservedPercent: 0, journalMib: 16 };
/** It stays: as mke2fs would make it. */
export const ROOT_EXT4: Ext4Shape = { reservedPercent: 5, journalMib: null };

export interface Ext4Room {
  /** Of no file yet, as dumpe2fs says it. */
  readonly freeBlocks: number;
  /** What root's files can take: the kernel keeps the rest for itself. */
  readonly usableBlocks: number;
  readonly reservedBlocks: number;
}

const { blockBytes, bytesPerInode, inodeBytes } = EXT4;
/** One block of bitmap has a bit for each. */
const GROUP_BLOCKS = blockBytes * 8;
const DESCRIPTORS_PER_BLOCK = blockBytes / 32;
const INODES_PER_BLOCK = blockBytes / inodeBytes;
/** mke2fs leaves a last group out that has less than this beside its own tables. See initialize.c of libext2fs. */
const LEAST_GROUP = 50;
/** The root directory, `lost+found` (16 KiB), and the first block of the resize inode. */
const OWN_BLOCKS = 1 + 4 + 1;
/** The resize inode prepares for a file system so many times as large, as far as one block of addresses goes. */
const GROWTH = 1024;
const MOST_ADDRESSES = blockBytes / 4;
/** ext4_calculate_resv_clusters of Linux since 3.10: a fiftieth of the blocks, at most so many. */
const KERNEL_SHARE = 50;
const KERNEL_MOST = 4096;

/**
 * The room of a file system that `makeExt4` makes on so many bytes: what is left of the superblock's copies, the
 * descriptors and the blocks kept for more of them, the bitmaps, the inode tables, and the journal.
 */
export function ext4Room(bytes: number, { reservedPercent, journalMib }: Ext4Shape): Ext4Room {
  const wanted = Math.floor(bytes / blockBytes);
  const inodes = Math.floor((wanted * blockBytes) / bytesPerInode);
  const { blocks, tables } = layOut(wanted, inodes);
  const journal =
    journalMib === null ? defaultJournal(blocks) : (journalMib * 2 ** 20) / blockBytes;
  const reserved = Math.floor((wanted * reservedPercent) / 100);
  const freeBlocks = Math.max(0, blocks - tables - journal - OWN_BLOCKS);
  const kept = Math.min(Math.floor(blocks / KERNEL_SHARE), KERNEL_MOST);
  return {
    freeBlocks,
    usableBlocks: Math.max(0, freeBlocks - kept),
    reservedBlocks: wanted === 0 ? 0 : Math.floor((reserved * blocks) / wanted),
  };
}

/** mke2fs begins again with fewer blocks, and as many inodes, where the last group would hold next to nothing. */
function layOut(
  blocks: number,
  inodes: number,
): { readonly blocks: number; readonly tables: number } {
  const groups = Math.ceil(blocks / GROUP_BLOCKS);
  const inGroup = 2 + Math.ceil(Math.ceil(inodes / Math.max(1, groups)) / INODES_PER_BLOCK);
  const descriptors = Math.ceil(groups / DESCRIPTORS_PER_BLOCK);
  const copy = 1 + descriptors + keptForMore(blocks, descriptors);
  const rest = blocks % GROUP_BLOCKS;
  const least = inGroup + (hasCopy(groups - 1) ? copy : 0) + LEAST_GROUP;
  if (groups > 1 && rest > 0 && rest < least) return layOut(blocks - rest, inodes);
  const copies = Array.from({ length: groups }, (_, group) => group).filter(hasCopy).length;
  return { blocks, tables: groups * inGroup + copies * copy };
}

const keptForMore = (blocks: number, descriptors: number): number => {
  const groups = Math.ceil(Math.min(blocks * GROWTH, 2 ** 32 - 1) / GROUP_BLOCKS);
  return Math.min(Math.ceil(groups / DESCRIPTORS_PER_BLOCK) - descriptors, MOST_ADDRESSES);
};

/** `sparse_super`: groups 0, 1 and the powers of 3, 5 and 7. */
const hasCopy = (group: number): boolean =>
  group <= 1 || [3, 5, 7].some((base) => isPower(group, base));

const isPower = (number: number, base: number): boolean =>
  number === 1 || (number % base === 0 && isPower(number / base, base));

/** Blocks of the file system, blocks of its journal: ext2fs_default_journal_size of e2fsprogs 1.47, for blocks of 4 KiB. */
const JOURNALS: readonly (readonly [below: number, journal: number])[] = [
  [2048, 0],
  [32_768, 1024],
  [262_144, 4096],
  [524_288, 8192],
  [4_194_304, 16_384],
  [8_388_608, 32_768],
  [16_777_216, 65_536],
  [33_554_432, 131_072],
];
const LARGEST_JOURNAL = 262_144;

const defaultJournal = (blocks: number): number =>
  JOURNALS.find(([below]) => blocks < below)?.[1] ?? LARGEST_JOURNAL;

/** Extents that one block of an extent tree holds, and blocks that one extent reaches over. */
const EXTENTS_PER_BLOCK = 340;
const BLOCKS_PER_EXTENT = 32_768;
const EXTENTS_IN_INODE = 4;

/** Blocks that a file of so many bytes takes at most: its own, and those that say where they are. */
export function fileBlocks(bytes: number): number {
  const blocks = Math.ceil(bytes / blockBytes);
  // A file lies in as many pieces as there are groups, twice that where their tables lie between.
  const extents = 2 * Math.ceil(blocks / BLOCKS_PER_EXTENT);
  return blocks + (extents <= EXTENTS_IN_INODE ? 0 : Math.ceil(extents / EXTENTS_PER_BLOCK));
}
