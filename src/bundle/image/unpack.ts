import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { StemError } from '../../model/errors.ts';
import { readAt } from '../scan.ts';
import { outputOf } from './child-stream.ts';
import { CONTAINER_HEAD, containerOf } from './container.ts';
import type { Disk } from './disk.ts';
import { writeSparse } from './hidden-file.ts';
import { imageError } from './image-error.ts';
import type { Workshop } from './workshop.ts';
import { imageInZip, zipContent } from './zip.ts';

/** A disk image is as long as the disk that it was made for, and those of our devices have 16 GB. */
export const MOST_DISK_BYTES = 2 ** 36;
/** A packer that nothing comes out of for so long hangs. Zeros come out as fast as others. */
const SILENCE_MS = 120_000;
/** What xz and zstd ask for at their highest usual levels is below it. */
const MOST_MEMORY_MIB = 160;
/** A zip with an .img.gz in it is unpacked twice. */
const MOST_LAYERS = 2;

/** The image itself: the file where it is not packed, else a hidden file. @throws StemError BUNDLE_INVALID, FILE_UNREADABLE */
export async function unpackedDisk(file: Disk, workshop: Workshop): Promise<Disk> {
  let disk = file;
  for (let layers = 0; ; layers += 1) {
    const container = containerOf(await readAt(disk.handle, 0, CONTAINER_HEAD));
    if (container.kind === 'foreign') throw imageError(disk.shown, `is ${container.what}`);
    if (container.kind === 'raw') return disk;
    if (layers === MOST_LAYERS) throw imageError(disk.shown, 'is packed again and again');
    disk = await unpackOnce(disk, container.kind, workshop);
  }
}

async function unpackOnce(disk: Disk, kind: Packed, workshop: Workshop): Promise<Disk> {
  workshop.say(`Unpacking ${disk.shown}`);
  const handle = await workshop.hidden();
  const progress = workshop.progress('unpacked');
  const { content, totalBytes } = await contentOf(disk, kind);
  try {
    const bytes = await writeSparse(handle, content, {
      mostBytes: MOST_DISK_BYTES,
      tooLong: () => imageError(disk.shown, 'is longer than 64 GiB when it is unpacked'),
      onBytes: (done) => {
        if (totalBytes !== null) progress(done, totalBytes);
      },
    });
    return { handle, bytes, shown: disk.shown };
  } catch (error) {
    throw unpackError(disk, error);
  }
}

type Packed = 'gzip' | 'xz' | 'zstd' | 'zip';

/** `totalBytes` is null where only the end of the file says it. */
interface Content {
  readonly content: AsyncIterable<Buffer>;
  readonly totalBytes: number | null;
}

async function contentOf(disk: Disk, kind: Packed): Promise<Content> {
  const { fd } = disk.handle;
  switch (kind) {
    case 'zip': {
      const entry = await imageInZip(disk);
      return { content: zipContent(disk, entry, fd), totalBytes: entry.bytes };
    }
    case 'gzip':
      return { content: gunzipped(fd), totalBytes: null };
    case 'xz': {
      const limit = `--memlimit-decompress=${String(MOST_MEMORY_MIB)}MiB`;
      return { content: byProgram(['xz', '-dcq', '-T1', limit], fd), totalBytes: null };
    }
    case 'zstd': {
      const limit = `--memory=${String(MOST_MEMORY_MIB)}MB`;
      return { content: byProgram(['zstd', '-dcq', limit], fd), totalBytes: null };
    }
  }
}

/** The file is opened again, as a place in it of its own is needed; it may have no name, and zstd takes no link for a file. */
async function* byProgram(
  argv: readonly [string, ...string[]],
  fd: number,
): AsyncGenerator<Buffer> {
  const handle = await open(`/dev/fd/${String(fd)}`, 'r');
  try {
    yield* outputOf({ argv, stdin: handle.fd, silenceMs: SILENCE_MS });
  } finally {
    await handle.close();
  }
}

function gunzipped(fd: number): AsyncIterable<Buffer> {
  const range = { fd, autoClose: false, start: 0, highWaterMark: 1024 * 1024 };
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const packed = createReadStream('', range);
  packed.on('error', (error) => gunzip.destroy(error));
  return packed.pipe(gunzip);
}

function unpackError(disk: Disk, cause: unknown): unknown {
  if (cause instanceof StemError || !(cause instanceof Error)) return cause;
  const why = cause.message.replace(/^.*(stdin).*?: */, '');
  return imageError(disk.shown, `can't be unpacked, it is damaged or cut off: ${why}`, cause);
}
