import { createHash } from 'node:crypto';

import type { Sectors } from './disk.ts';
import { SECTOR } from './write-log.ts';

/**
 * ext4 as GRUB reads it (grub-core/fs/ext2.c): the blocks as they lie there, without the journal. What GRUB would not
 * read is `null` here. Offsets are those of Linux's Documentation/filesystems/ext4.
 */
export interface Ext4 {
  readonly label: string;
  readonly uuid: string;
  /** The content's checksum; null where there is no such file. */
  hash(path: string): string | null;
  /** Null where there is no such file, or it is longer than some KiB. */
  text(path: string): string | null;
  /** The names in a folder; null where there is none. */
  names(path: string): readonly string[] | null;
}

/** Checksums of files by where they lie: a kernel isn't read again for each of a thousand states. */
export type HashCache = Map<string, { readonly hash: string; readonly version: number }>;

interface Place {
  readonly disk: Sectors;
  /** The partition's first sector. */
  readonly start: number;
  readonly cache: HashCache;
}

interface Geometry extends Place {
  readonly blockSectors: number;
  readonly firstData: number;
  readonly inodesPerGroup: number;
  readonly inodeBytes: number;
  readonly descriptorBytes: number;
  /** Each folder is read once while nothing changes. */
  readonly folders: Map<Inode, readonly FolderEntry[]>;
  readonly inodes: Map<number, Inode>;
}

interface FolderEntry {
  readonly inode: number;
  readonly name: string;
}

interface Inode {
  readonly mode: number;
  readonly bytes: number;
  readonly extents: readonly Extent[];
  /** Of a short symbolic link. */
  readonly inline: Buffer;
}

interface Extent {
  readonly fileBlock: number;
  readonly blocks: number;
  readonly diskBlock: number;
}

const ROOT_INODE = 2;
const LINKS = 8;
const TEXT_LIMIT = 256 * 1024;
const FILE_LIMIT = 512 * 2 ** 20;
const FOLDER = 0o040000;
const REGULAR = 0o100000;
const LINK = 0o120000;
const KIND = 0o170000;
/** What GRUB 2.02 refuses: meta_bg is 0x10; encrypt, casefold and whatever came later. */
const REFUSED_FEATURES = ~(0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x2000);

/** Thrown and caught here: GRUB would say "file not found" or "unknown filesystem". */
class Unreadable extends Error {}

/** Null where GRUB finds no ext2, ext3 or ext4 that it can read. */
export function readExt4(place: Place): Ext4 | null {
  const block = place.disk.read(place.start + 2, 2);
  if (block.readUInt16LE(56) !== 0xef53) return null;
  if ((block.readUInt32LE(96) & REFUSED_FEATURES) !== 0) return null;
  const blockSectors = 2 << block.readUInt32LE(24);
  const inodesPerGroup = block.readUInt32LE(40);
  if (blockSectors > 128 || blockSectors < 2 || inodesPerGroup === 0) return null;
  const is64 = (block.readUInt32LE(96) & 0x80) !== 0;
  const at: Geometry = {
    ...place,
    ...{ blockSectors, inodesPerGroup },
    firstData: block.readUInt32LE(20),
    inodeBytes: block.readUInt32LE(76) === 0 ? 128 : block.readUInt16LE(88),
    descriptorBytes: is64 ? block.readUInt16LE(254) : 32,
    folders: new Map(),
    inodes: new Map(),
  };
  return {
    label: block.toString('latin1', 120, 136).split('\0')[0] ?? '',
    uuid: block.toString('hex', 104, 120),
    hash: (path) => attempt(() => hashOf(at, regular(find(at, path)))),
    text: (path) =>
      attempt(() => content(at, regular(find(at, path)), TEXT_LIMIT).toString('latin1')),
    names: (path) => attempt(() => entriesOf(at, find(at, path)).map(({ name }) => name)),
  };
}

/** One checksum of several files; null where one of them is missing. */
export function digestOf(fs: Ext4, paths: readonly string[]): string | null {
  const hash = createHash('sha256');
  for (const path of paths) {
    const one = fs.hash(path);
    if (one === null) return null;
    hash.update(`${path} ${one}\n`);
  }
  return hash.digest('hex');
}

function attempt<T>(body: () => T): T | null {
  try {
    return body();
  } catch (error) {
    // Whatever garbage leads out of the disk or of a block is as unreadable.
    if (error instanceof Unreadable || error instanceof RangeError) return null;
    throw error;
  }
}

function regular(inode: Inode): Inode {
  if ((inode.mode & KIND) !== REGULAR) throw new Unreadable('it is no file');
  return inode;
}

function find(at: Geometry, path: string, links = 0): Inode {
  if (links > LINKS) throw new Unreadable('too many links');
  const words = path.split('/').filter((word) => word !== '');
  let inode = inodeOf(at, ROOT_INODE);
  for (const [index, word] of words.entries()) {
    const entry = entriesOf(at, inode).find(({ name }) => name === word);
    if (entry === undefined) throw new Unreadable(`there is no ${path}`);
    inode = inodeOf(at, entry.inode);
    if ((inode.mode & KIND) === LINK) {
      const target = linkTarget(at, inode);
      const base = target.startsWith('/') ? [] : words.slice(0, index);
      const rest = words.slice(index + 1);
      return find(at, normal([...base, ...target.split('/'), ...rest]), links + 1);
    }
  }
  return inode;
}

function normal(words: readonly string[]): string {
  const path: string[] = [];
  for (const word of words) {
    if (word === '..') path.pop();
    else if (word !== '.' && word !== '') path.push(word);
  }
  return path.join('/');
}

const linkTarget = (at: Geometry, inode: Inode): string =>
  (inode.bytes < 60 ? inode.inline.subarray(0, inode.bytes) : content(at, inode, 4096)).toString();

function inodeOf(at: Geometry, number: number): Inode {
  const inode = at.inodes.get(number) ?? readInode(at, number);
  at.inodes.set(number, inode);
  return inode;
}

function readInode(at: Geometry, number: number): Inode {
  if (number < 1) throw new Unreadable('no such inode');
  const group = Math.floor((number - 1) / at.inodesPerGroup);
  const descriptors = (at.firstData + 1) * at.blockSectors * SECTOR;
  const descriptor = bytesAt(at, descriptors + group * at.descriptorBytes, at.descriptorBytes);
  const high = at.descriptorBytes >= 64 ? descriptor.readUInt32LE(40) : 0;
  const table = descriptor.readUInt32LE(8) + high * 2 ** 32;
  const index = (number - 1) % at.inodesPerGroup;
  const place = table * at.blockSectors * SECTOR + index * at.inodeBytes;
  const raw = bytesAt(at, place, 128);
  const mode = raw.readUInt16LE(0);
  const bytes = raw.readUInt32LE(4) + raw.readUInt32LE(108) * 2 ** 32;
  const inline = raw.subarray(40, 100);
  if ((mode & KIND) === LINK && bytes < 60) return { mode, bytes, extents: [], inline };
  if (bytes > FILE_LIMIT) throw new Unreadable('too long');
  if ((raw.readUInt32LE(32) & 0x80000) === 0) throw new Unreadable('it has no extents');
  return { mode, bytes, extents: extentsOf(at, inline, 0), inline };
}

function extentsOf(at: Geometry, node: Buffer, depth: number): readonly Extent[] {
  if (node.readUInt16LE(0) !== 0xf30a || depth > 5) throw new Unreadable('no extents');
  const count = node.readUInt16LE(2);
  const isLeaf = node.readUInt16LE(6) === 0;
  const extents: Extent[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = node.subarray(12 + index * 12, 24 + index * 12);
    if (isLeaf) extents.push(leaf(entry));
    else {
      const child = entry.readUInt32LE(4) + entry.readUInt16LE(8) * 2 ** 32;
      extents.push(...extentsOf(at, blocksAt(at, child, 1), depth + 1));
    }
  }
  return extents;
}

function leaf(entry: Buffer): Extent {
  const length = entry.readUInt16LE(4);
  return {
    fileBlock: entry.readUInt32LE(0),
    // Greater: allocated, and not written yet.
    blocks: length > 32768 ? length - 32768 : length,
    diskBlock: entry.readUInt32LE(8) + entry.readUInt16LE(6) * 2 ** 32,
  };
}

function content(at: Geometry, inode: Inode, limit: number): Buffer {
  if (inode.bytes > limit) throw new Unreadable('too long');
  const all = Buffer.alloc(inode.bytes);
  for (const { fileBlock, blocks, diskBlock } of inode.extents) {
    const place = fileBlock * at.blockSectors * SECTOR;
    if (place < all.length) blocksAt(at, diskBlock, blocks).copy(all, place);
  }
  return all;
}

function hashOf(at: Geometry, inode: Inode): string {
  const key = JSON.stringify([at.start, inode.bytes, inode.extents]);
  const version = newest(at, inode.extents);
  const known = at.cache.get(key);
  if (version !== undefined && known !== undefined && known.version >= version) {
    for (const { diskBlock, blocks } of inode.extents)
      at.disk.note(...sectorsOf(at, diskBlock, blocks));
    return known.hash;
  }
  const hash = createHash('sha256')
    .update(content(at, inode, FILE_LIMIT))
    .digest('hex');
  if (version !== undefined) at.cache.set(key, { hash, version });
  return hash;
}

function newest(at: Geometry, extents: readonly Extent[]): number | undefined {
  let most = 0;
  for (const { diskBlock, blocks } of extents) {
    const version = at.disk.version(...sectorsOf(at, diskBlock, blocks));
    if (version === undefined) return undefined;
    most = Math.max(most, version);
  }
  return most;
}

function entriesOf(at: Geometry, folder: Inode): readonly FolderEntry[] {
  const entries = at.folders.get(folder) ?? readFolder(at, folder);
  at.folders.set(folder, entries);
  return entries;
}

function readFolder(at: Geometry, folder: Inode): readonly FolderEntry[] {
  if ((folder.mode & KIND) !== FOLDER) throw new Unreadable('it is no folder');
  const all = content(at, folder, TEXT_LIMIT);
  const entries: FolderEntry[] = [];
  for (let place = 0; place + 8 <= all.length;) {
    const inode = all.readUInt32LE(place);
    const length = all.readUInt16LE(place + 4);
    if (length < 8) break; // GRUB ends there as well.
    const name = all.toString('latin1', place + 8, place + 8 + all.readUInt8(place + 6));
    if (inode !== 0) entries.push({ inode, name });
    place += length;
  }
  return entries;
}

const sectorsOf = (at: Geometry, block: number, count: number): [number, number] => [
  at.start + block * at.blockSectors,
  count * at.blockSectors,
];

const blocksAt = (at: Geometry, block: number, count: number): Buffer =>
  at.disk.read(...sectorsOf(at, block, count));

function bytesAt(at: Geometry, from: number, length: number): Buffer {
  const first = Math.floor(from / SECTOR);
  const last = Math.floor((from + length - 1) / SECTOR);
  const offset = from - first * SECTOR;
  return at.disk.read(at.start + first, last - first + 1).subarray(offset, offset + length);
}
