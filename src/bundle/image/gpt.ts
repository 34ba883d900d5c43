import { readAt } from '../scan.ts';
import { crc32 } from './crc32.ts';
import { readWhole, SECTOR, type Disk } from './disk.ts';
import { imageError } from './image-error.ts';
import { MOST_PARTITIONS, type Partition } from './partition.ts';

/** UEFI specification, 5.3: the header in sector 1. */
const MAGIC = 'EFI PART';
const LEAST_HEADER_BYTES = 92;
const LEAST_ENTRY_BYTES = 128;
const MOST_ENTRY_BYTES = 4096;
const NAME_AT = 56;
const NAME_BYTES = 72;
/** Far beyond any disk, and exact in bytes. */
const MOST_SECTORS = 2n ** 42n;
const UNUSED = '0'.repeat(32);

/** @throws StemError BUNDLE_INVALID where it is damaged, or made for other sectors */
export async function gptPartitions(disk: Disk): Promise<readonly Partition[]> {
  const header = await headerOf(disk);
  const [count, entryBytes] = [header.readUInt32LE(80), header.readUInt32LE(84)];
  if (count > MOST_PARTITIONS)
    throw imageError(disk.shown, `has room for ${String(count)} partitions in its GPT: too many`);
  if (entryBytes < LEAST_ENTRY_BYTES || entryBytes > MOST_ENTRY_BYTES || entryBytes % 128 !== 0)
    throw imageError(disk.shown, `has a GPT with entries of ${String(entryBytes)} bytes`);
  const start = sectorsAt(header, 72, disk) * SECTOR;
  const table = await readWhole(disk, { start, bytes: count * entryBytes });
  if (crc32(table) !== header.readUInt32LE(88)) throw damaged(disk);
  const last = sectorsAt(header, 32, disk) + 1;
  if (last * SECTOR > disk.bytes)
    throw imageError(
      disk.shown,
      `has ${String(disk.bytes)} bytes, and its GPT is for ${String(last * SECTOR)}: the download was cut off`,
    );
  return Array.from({ length: count }, (_, index) =>
    table.subarray(index * entryBytes, (index + 1) * entryBytes),
  ).flatMap((entry, index) => partitionOf(entry, { number: index + 1, disk }));
}

async function headerOf(disk: Disk): Promise<Buffer> {
  const header = await readAt(disk.handle, SECTOR, SECTOR);
  if (header.toString('latin1', 0, 8) !== MAGIC) throw await otherSectors(disk);
  const headerBytes = header.readUInt32LE(12);
  if (headerBytes < LEAST_HEADER_BYTES || headerBytes > SECTOR) throw damaged(disk);
  const stated = header.readUInt32LE(16);
  const bare = Buffer.from(header.subarray(0, headerBytes));
  bare.writeUInt32LE(0, 16);
  if (crc32(bare) !== stated) throw damaged(disk);
  return header;
}

async function otherSectors(disk: Disk): Promise<Error> {
  const at4096 = await readAt(disk.handle, 4096, 8);
  return at4096.toString('latin1') === MAGIC ? imageError(disk.shown, SECTORS_4096) : damaged(disk);
}

export const SECTORS_4096 =
  'is made for sectors of 4096 bytes: the disks of these devices have sectors of 512';

function partitionOf(
  entry: Buffer,
  { number, disk }: { readonly number: number; readonly disk: Disk },
): readonly Partition[] {
  const type = entry.toString('hex', 0, 16);
  if (type === UNUSED) return [];
  const [first, last] = [sectorsAt(entry, 32, disk), sectorsAt(entry, 40, disk)];
  if (last < first) throw damaged(disk);
  const name = entry.toString('utf16le', NAME_AT, NAME_AT + NAME_BYTES).replace(/\0.*$/s, '');
  return [{ number, start: first * SECTOR, bytes: (last - first + 1) * SECTOR, name, type }];
}

function sectorsAt(data: Buffer, at: number, disk: Disk): number {
  const value = data.readBigUInt64LE(at);
  if (value > MOST_SECTORS) throw damaged(disk);
  return Number(value);
}

const damaged = (disk: Disk): Error => imageError(disk.shown, 'has a damaged GPT');
