import { readAt } from '../scan.ts';
import type { Disk, Span } from './disk.ts';

/** Microsoft's FAT specification of 2000, as Linux and mtools read it. */
export interface Fat {
  readonly place: Span;
  readonly label: string;
  readonly sectorBytes: number;
  readonly bytes: number;
  readonly bits: 12 | 16 | 32;
  readonly clusterBytes: number;
  readonly clusters: number;
  /** From the start of the partition. */
  readonly fatAt: number;
  readonly rootAt: number;
  /** Of the fixed root folder; 0 where the root is a chain of clusters. */
  readonly rootBytes: number;
  readonly rootCluster: number;
  readonly dataAt: number;
}

/** Null where it is no FAT. Every number is checked against the others: nothing below leads out of the file system. */
export async function readFat(disk: Disk, place: Span, head: Buffer): Promise<Fat | null> {
  const geometry = geometryOf(head, place);
  if (geometry === null) return null;
  const inRoot = await labelInRoot(disk, geometry);
  return { ...geometry, label: inRoot ?? labelInSector(head, geometry.bits) };
}

type Geometry = Omit<Fat, 'label'>;

const isPower = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/** The numbers of the first sector, each within what the specification allows; null where one is not. */
function statedIn(head: Buffer): Stated | null {
  if (head.length < 512 || head.readUInt16LE(510) !== 0xaa55) return null;
  const stated = {
    sectorBytes: head.readUInt16LE(11),
    perCluster: head.readUInt8(13),
    reserved: head.readUInt16LE(14),
    fats: head.readUInt8(16),
    rootBytes: head.readUInt16LE(17) * 32,
    sectors: head.readUInt16LE(19) || head.readUInt32LE(32),
    fatSectors: head.readUInt16LE(22) || head.readUInt32LE(36),
    rootCluster: head.readUInt32LE(44),
  };
  return isAllowed(stated) ? stated : null;
}

const isAllowed = ({ sectorBytes, perCluster, reserved, fats, fatSectors }: Stated): boolean =>
  [512, 1024, 2048, 4096].includes(sectorBytes) &&
  isPower(perCluster) &&
  [1, 2, 3, 4].includes(fats) &&
  reserved * fatSectors > 0;

interface Stated {
  readonly sectorBytes: number;
  readonly perCluster: number;
  readonly reserved: number;
  readonly fats: number;
  readonly rootBytes: number;
  readonly sectors: number;
  readonly fatSectors: number;
  readonly rootCluster: number;
}

function geometryOf(head: Buffer, place: Span): Geometry | null {
  const stated = statedIn(head);
  if (stated === null) return null;
  const { sectorBytes, perCluster, reserved, fats, rootBytes, sectors, fatSectors } = stated;
  const dataSector = reserved + fats * fatSectors + Math.ceil(rootBytes / sectorBytes);
  const clusters = Math.floor((sectors - dataSector) / perCluster);
  const bits = bitsFor(clusters, rootBytes);
  if (bits === null || fatSectors * sectorBytes * 8 < (clusters + 2) * bits) return null;
  return {
    place,
    sectorBytes,
    bits,
    clusters,
    bytes: sectors * sectorBytes,
    clusterBytes: perCluster * sectorBytes,
    fatAt: reserved * sectorBytes,
    rootAt: (reserved + fats * fatSectors) * sectorBytes,
    rootBytes,
    rootCluster: bits === 32 ? stated.rootCluster : 0,
    dataAt: dataSector * sectorBytes,
  };
}

/** The number of clusters decides, and nothing else. Without a fixed root it can only be FAT32. */
function bitsFor(clusters: number, rootBytes: number): 12 | 16 | 32 | null {
  if (clusters <= 0) return null;
  if (rootBytes === 0) return 32;
  if (clusters < 4085) return 12;
  return clusters < 65_525 ? 16 : null;
}

const SIGNATURE = 0x29;

function labelInSector(head: Buffer, bits: number): string {
  const at = bits === 32 ? 66 : 38;
  return head[at] === SIGNATURE ? trimmed(head.toString('latin1', at + 5, at + 16)) : '';
}

const trimmed = (text: string): string => text.replace(/[\0 ]+$/, '');

const VOLUME = 0x08;
const LONG_NAME = 0x0f;

async function labelInRoot(disk: Disk, fat: Geometry): Promise<string | null> {
  const entry = entriesIn(await readRoot(disk, fat)).find(
    (each) =>
      each[0] !== 0xe5 &&
      ((each[11] ?? 0) & 0x3f) !== LONG_NAME &&
      ((each[11] ?? 0) & VOLUME) !== 0,
  );
  return entry === undefined ? null : trimmed(entry.toString('latin1', 0, 11));
}

/** The entries of a folder's bytes, up to the one that ends them. */
export function entriesIn(folder: Buffer): readonly Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at + 32 <= folder.length && folder[at] !== 0; at += 32)
    entries.push(folder.subarray(at, at + 32));
  return entries;
}

/** FAT's own limit of a folder. */
const MOST_FOLDER_BYTES = 65_536 * 32;

export const readRoot = (disk: Disk, fat: Geometry): Promise<Buffer> =>
  fat.bits === 32
    ? readChain(disk, fat, { cluster: fat.rootCluster, mostBytes: MOST_FOLDER_BYTES })
    : readAt(disk.handle, fat.place.start + fat.rootAt, fat.rootBytes);

/** The clusters of a file or folder, up to `mostBytes`: a chain that leads back ends there. */
export async function readChain(
  disk: Disk,
  fat: Geometry,
  { cluster, mostBytes }: { readonly cluster: number; readonly mostBytes: number },
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for (let at = cluster; at >= 2 && at < fat.clusters + 2 && bytes < mostBytes;) {
    const start = fat.place.start + fat.dataAt + (at - 2) * fat.clusterBytes;
    const piece = await readAt(disk.handle, start, Math.min(fat.clusterBytes, mostBytes - bytes));
    if (piece.length === 0) break;
    pieces.push(piece);
    bytes += piece.length;
    at = await nextOf(disk, fat, at);
  }
  return Buffer.concat(pieces);
}

/** What the table says behind a cluster; a number beyond the last one ends the chain. */
async function nextOf(disk: Disk, fat: Geometry, cluster: number): Promise<number> {
  const at = fat.place.start + fat.fatAt + Math.floor((cluster * fat.bits) / 8);
  const entry = await readAt(disk.handle, at, fat.bits === 32 ? 4 : 2);
  if (entry.length < (fat.bits === 32 ? 4 : 2)) return 0;
  if (fat.bits === 32) return entry.readUInt32LE(0) & 0x0fffffff;
  if (fat.bits === 16) return entry.readUInt16LE(0);
  const pair = entry.readUInt16LE(0);
  return cluster % 2 === 1 ? pair >> 4 : pair & 0xfff;
}
