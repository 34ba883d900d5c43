import type { PathSizes } from '../facts/preflight/customer.ts';
import { EXT4, ext4Room, fileBlocks, ROOT_EXT4, STAGING_EXT4 } from '../model/ext4.ts';
import {
  Problem,
  optional,
  path,
  readVars,
  type Reader,
  type Vars,
  whole,
} from '../model/params.ts';

/** What a migration puts where. Zero where it is not known: then it is not compared. */
export interface RoomVars {
  readonly bundle_bytes: number;
  readonly bundle_unpacked_bytes: number;
  /** A line for each member. */
  readonly bundle_sums: string;
  readonly os_minimum_bytes: number;
  readonly os_uncompressed_bytes: number;
  /** What the customer's script will write, by the operator's word. */
  readonly stem_backup_script_bytes: number;
  /** Empty: it writes to the staging partition. Else what it writes is one of the paths. */
  readonly stem_backup_script_dir: string;
  readonly stem_backup_to: 'auto' | 'staging' | 'controller';
}

export interface Balance {
  readonly roomBytes: number;
  readonly neededBytes: number;
  readonly missingBytes: number;
}

export interface RoomPlan {
  /** Where the archive of the paths goes; null where it fits nowhere. */
  readonly place: 'staging' | 'controller' | null;
  /** At most, as tar and gzip make it. */
  readonly archiveBytes: number;
  readonly staging: Balance;
  readonly root: Balance;
}

/** A backup for the controller leaves the device in pieces; so many lie on the staging partition at a time. */
export const PIECE_BYTES = 16 * 2 ** 20;
export const MOST_PIECES = 3;

const NO_PATHS: PathSizes = { entries: 0, tarBytes: 0, diskBytes: 0, sumsBytes: 0 };
/** What we write beside it: the identity twice, what is set aside of the disk's beginning, GRUB's files, the journal. */
const OWN_BYTES = 8 * 2 ** 20;
/** A header and an extended one, as the device counts an entry; a line of checksums is shorter. */
const ENTRY_BYTES = 2048;
/** `manifest.json`, `manifest.sha256`, and the folders of the bundle. */
const OTHER_MEMBERS = 8;

const bytes = optional(whole(0, Number.MAX_SAFE_INTEGER), 0);
const lines: Reader<string> = (value) =>
  typeof value === 'string' ? value : new Problem('a text');
const place: Reader<RoomVars['stem_backup_to']> = (value) =>
  value === 'auto' || value === 'staging' || value === 'controller'
    ? value
    : new Problem('auto, staging or controller');

/** @throws StemError VARS_INVALID */
export const readRoom = (vars: Vars): RoomVars =>
  readVars<RoomVars>(vars, {
    bundle_bytes: bytes,
    bundle_unpacked_bytes: bytes,
    bundle_sums: optional(lines, ''),
    os_minimum_bytes: bytes,
    os_uncompressed_bytes: bytes,
    stem_backup_script_bytes: bytes,
    stem_backup_script_dir: optional(path, ''),
    stem_backup_to: optional(place, 'auto'),
  });

/**
 * Whether all of it fits, in bytes. The staging partition is fullest at one of two moments: while the bundle is
 * unpacked, with the tar beside what it holds; and once the tar is gone and the backup is there. The environment takes
 * nothing of its own: its names are links to the bundle's files. See docs/preflight.md.
 */
export function planRoom(
  partitions: { readonly stagingBytes: number; readonly rootBytes: number },
  vars: RoomVars,
  paths: PathSizes | null,
): RoomPlan {
  const counted = withScript(paths ?? NO_PATHS, vars);
  const archiveBytes = gzipBytes(counted.tarBytes);
  const room = ext4Room(partitions.stagingBytes, STAGING_EXT4).usableBlocks;
  const here = stagingBlocks(vars, backupBlocks(counted, archiveBytes));
  const away = stagingBlocks(vars, backupBlocks(counted, PIECE_BYTES * MOST_PIECES));
  const mayStay = vars.stem_backup_to !== 'controller' || counted.entries === 0;
  const mayGo = vars.stem_backup_to !== 'staging' && counted.entries > 0;
  const stays = mayStay && (here <= room || !mayGo);
  return {
    place: (stays ? here : away) > room ? null : stays ? 'staging' : 'controller',
    archiveBytes,
    staging: balance(room, stays ? here : away),
    root: rootBalance(partitions.rootBytes, vars, counted),
  };
}

/** What the script will have written by then, as one file of the paths. */
function withScript(paths: PathSizes, vars: RoomVars): PathSizes {
  const more = vars.stem_backup_script_dir === '' ? 0 : vars.stem_backup_script_bytes;
  if (more === 0) return paths;
  const { entries, tarBytes, diskBytes, sumsBytes } = paths;
  return {
    entries: entries + 1,
    tarBytes: tarBytes + ENTRY_BYTES + Math.ceil(more / 512) * 512,
    diskBytes: diskBytes + inBlocks(more) * EXT4.blockBytes,
    sumsBytes: sumsBytes + ENTRY_BYTES,
  };
}

const inBlocks = (bytes: number): number => Math.ceil(bytes / EXT4.blockBytes);

function stagingBlocks(vars: RoomVars, backup: number): number {
  const members = vars.bundle_sums.split('\n').length + OTHER_MEMBERS;
  const tar = fileBlocks(vars.bundle_bytes);
  // Members begin in a block of their own each. The manifest has no size of its own: the tar is larger than all.
  const manifest = inBlocks(Math.max(0, vars.bundle_bytes - vars.bundle_unpacked_bytes));
  const unpacked = fileBlocks(vars.bundle_unpacked_bytes) + manifest + members;
  const own = inBlocks(OWN_BYTES);
  const script = vars.stem_backup_script_dir === '' ? vars.stem_backup_script_bytes : 0;
  return own + unpacked + Math.max(tar, backup + fileBlocks(script));
}

const backupBlocks = ({ entries, sumsBytes }: PathSizes, archiveBytes: number): number =>
  entries === 0 ? 0 : fileBlocks(archiveBytes) + fileBlocks(sumsBytes);

/** The new system's smallest partition is its builder's word, which counts what its files are rounded up to. */
function rootBalance(rootBytes: number, vars: RoomVars, { diskBytes }: PathSizes): Balance {
  const byWord = balance(inBlocks(rootBytes), inBlocks(vars.os_minimum_bytes + diskBytes));
  const { usableBlocks } = ext4Room(rootBytes, ROOT_EXT4);
  const byCount = balance(usableBlocks, inBlocks(vars.os_uncompressed_bytes + diskBytes));
  return byWord.missingBytes > byCount.missingBytes ? byWord : byCount;
}

function balance(room: number, needed: number): Balance {
  return {
    roomBytes: room * EXT4.blockBytes,
    neededBytes: needed * EXT4.blockBytes,
    missingBytes: Math.max(0, needed - room) * EXT4.blockBytes,
  };
}

/** What does not compress grows by 5 bytes for each block of at most 32 KiB, and by head and tail. See gzip(1). */
const gzipBytes = (bytes: number): number =>
  bytes === 0 ? 0 : bytes + 5 * Math.ceil(bytes / 16_384) + 64;
