import { createReadStream } from 'node:fs';
import { createInflateRaw } from 'node:zlib';
import { readAt } from '../scan.ts';
import { crc32 } from './crc32.ts';
import { readWhole, type Disk, type Span } from './disk.ts';
import { imageError } from './image-error.ts';

/** APPNOTE.TXT of PKWARE, 4.3: the end record, its zip64 forerunner, and what is before each file. */
const END = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const UNKNOWN32 = 0xffffffff;
/** Far beyond any file, and exact. */
const MOST_BYTES = 2n ** 51n;
/** A download has a few files. */
const MOST_DIRECTORY_BYTES = 1024 * 1024;

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly localAt: number;
  readonly isEncrypted: boolean;
}

const IMAGE_NAME = /\.(img|balenaos-img|resinos-img|raw)(\.(gz|xz|zst))?$/i;

/** The one image of a zip file. @throws StemError BUNDLE_INVALID */
export async function imageInZip(zip: Disk): Promise<ZipEntry> {
  const entries = entriesOf(await directoryOf(zip), zip);
  const images = entries.filter(({ name }) => IMAGE_NAME.test(name));
  const [image] = images;
  if (image === undefined) throw imageError(zip.shown, 'is a zip file without an .img in it');
  if (images.length > 1)
    throw imageError(zip.shown, `has ${String(images.length)} images in it: unpack the right one`);
  if (image.isEncrypted)
    throw imageError(zip.shown, 'is an encrypted zip file: unpack it with its password first');
  return image;
}

/** Reads an entry, and compares its length and its CRC. */
export async function* zipContent(zip: Disk, entry: ZipEntry, fd: number): AsyncGenerator<Buffer> {
  const local = await readWhole(zip, { start: entry.localAt, bytes: LOCAL_BYTES });
  if (local.readUInt32LE(0) !== LOCAL) throw damaged(zip);
  const start = entry.localAt + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + entry.packedBytes > zip.bytes) throw damaged(zip);
  let [crc, bytes] = [0, 0];
  for await (const chunk of unpacked(zip, entry, { fd, start })) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    if (bytes > entry.bytes) break;
    yield chunk;
  }
  if (bytes !== entry.bytes || crc !== entry.crc) throw damaged(zip);
}

function unpacked(
  zip: Disk,
  { method, packedBytes }: ZipEntry,
  { fd, start }: { readonly fd: number; readonly start: number },
): AsyncIterable<Buffer> {
  if (packedBytes === 0) throw damaged(zip);
  const range = { fd, autoClose: false, start, end: start + packedBytes - 1 };
  const packed = createReadStream('', { ...range, highWaterMark: 1024 * 1024 });
  if (method === 0) return packed;
  if (method !== 8)
    throw imageError(
      zip.shown,
      `is packed by a method of zip that is not read (${String(method)}): unpack it first`,
    );
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  packed.on('error', (error) => inflate.destroy(error));
  return packed.pipe(inflate);
}

async function directoryOf(zip: Disk): Promise<Buffer> {
  const tailBytes = Math.min(zip.bytes, END_BYTES + MOST_COMMENT + LOCATOR_BYTES);
  const tail = await readAt(zip.handle, zip.bytes - tailBytes, tailBytes);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
  if (at < 0)
    throw imageError(zip.shown, 'is a zip file without its end: the download was cut off');
  const short = { start: tail.readUInt32LE(at + 16), bytes: tail.readUInt32LE(at + 12) };
  const span = (await longSpan(zip, tail, at)) ?? short;
  if (span.bytes > MOST_DIRECTORY_BYTES || span.start + span.bytes > zip.bytes) throw damaged(zip);
  return readWhole(zip, span);
}

/** Where the directory is in a zip file beyond 4 GiB; null in a plain one. */
async function longSpan(zip: Disk, tail: Buffer, endAt: number): Promise<Span | null> {
  const at = endAt - LOCATOR_BYTES;
  if (at < 0 || tail.readUInt32LE(at) !== LOCATOR) return null;
  const end = await readWhole(zip, {
    start: numberOf(tail.readBigUInt64LE(at + 8)),
    bytes: END64_BYTES,
  });
  if (end.readUInt32LE(0) !== END64) throw damaged(zip);
  return { start: numberOf(end.readBigUInt64LE(48)), bytes: numberOf(end.readBigUInt64LE(40)) };
}

function entriesOf(directory: Buffer, zip: Disk): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY) break;
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    if (extraEnd > directory.length) throw damaged(zip);
    const long = longSizes(directory.subarray(nameEnd, extraEnd));
    const sized = (offset: number): number => {
      const value = directory.readUInt32LE(at + offset);
      return value === UNKNOWN32 ? (long.shift() ?? value) : value;
    };
    // In the order of the long ones: length, packed length, place.
    const [bytes, packedBytes, localAt] = [sized(24), sized(20), sized(42)];
    entries.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, nameEnd),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      ...{ bytes, packedBytes, localAt },
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The numbers of the extra field 1, which has those that 32 bits can't. */
function longSizes(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    if (extra.readUInt16LE(at) === 1)
      return Array.from({ length: Math.min(3, Math.floor(field.length / 8)) }, (_, index) =>
        numberOf(field.readBigUInt64LE(index * 8)),
      );
    at += 4 + extra.readUInt16LE(at + 2);
  }
  return [];
}

/** What no file is as long as stays too long. */
const numberOf = (value: bigint): number => Number(value > MOST_BYTES ? MOST_BYTES : value);

const damaged = (zip: Disk): Error =>
  imageError(zip.shown, 'is a damaged zip file, or the download was cut off');
