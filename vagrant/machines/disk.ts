import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';

import { z } from 'zod';

import { runProgram } from '../run-program.ts';

const TIMEOUT_MS = 10 * 60_000;
/** A line of some 150 bytes for each extent of a disk of a few GiB. */
const MAP_LIMIT = 64 * 1024 * 1024;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** A new overlay over a raw image that stays as it is. */
export async function createOverlay(overlay: string, base: string): Promise<void> {
  const create = ['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', base] as const;
  await runProgram([...create, overlay], { timeoutMs: TIMEOUT_MS });
}

/** A copy that shares blocks where the file system can, and keeps holes where it can't. */
export async function copySparse(from: string, to: string): Promise<void> {
  await runProgram(['cp', '--reflink=auto', '--sparse=always', '--', from, to], {
    timeoutMs: TIMEOUT_MS,
    hint: 'See whether the disk of this machine is full.',
  });
}

const extentsSchema = z.array(
  z.object({
    start: z.int(),
    length: z.int(),
    data: z.boolean(),
    zero: z.boolean(),
    /** Which file of the chain has it: 0 the image itself, 1 what it stands on. */
    depth: z.int(),
    offset: z.int().optional(),
  }),
);
type Extent = z.infer<typeof extentsSchema>[number];

/**
 * sha256 of all bytes that a guest sees on the disk, as `sha256sum` would tell of a raw copy. Holes aren't
 * read. `chain` is the overlay and the raw image below it. The device must be off, or paused and flushed.
 */
export async function diskHash(chain: readonly [string, string]): Promise<string> {
  const [image] = chain;
  const text = await runProgram(['qemu-img', 'map', '-U', '--output=json', image], {
    timeoutMs: TIMEOUT_MS,
    outputLimit: MAP_LIMIT,
  });
  const extents = extentsSchema.parse(JSON.parse(text));
  const hash = createHash('sha256');
  const zeros = Buffer.alloc(CHUNK_BYTES);
  for (const extent of extents) {
    if (extent.zero || !extent.data) hashZeros(hash, extent.length, zeros);
    else await hashFile(hash, extent, chain);
  }
  return hash.digest('hex');
}

function hashZeros(hash: Hash, length: number, zeros: Buffer): void {
  for (let left = length; left > 0; left -= CHUNK_BYTES) {
    hash.update(left < CHUNK_BYTES ? zeros.subarray(0, left) : zeros);
  }
}

async function hashFile(hash: Hash, extent: Extent, chain: readonly string[]): Promise<void> {
  const { offset, start } = extent;
  const file = chain[extent.depth];
  if (file === undefined || offset === undefined) {
    throw new Error(`what lies at ${String(start)} is packed or elsewhere: no image of the lab's`);
  }
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, extent.length));
    for (let done = 0; done < extent.length;) {
      const want = Math.min(buffer.length, extent.length - done);
      const { bytesRead } = await handle.read(buffer, 0, want, offset + done);
      if (bytesRead === 0) throw new Error(`${file} ends before ${String(offset + done)}`);
      hash.update(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

const infoSchema = z.object({
  snapshots: z.array(z.object({ name: z.string(), 'vm-state-size': z.int() })).optional(),
});

export interface Snapshot {
  readonly name: string;
  /** It holds the running machine, not only its disk. */
  readonly isRunning: boolean;
}

export async function listSnapshots(image: string): Promise<readonly Snapshot[]> {
  const info = ['qemu-img', 'info', '-U', '--output=json', image] as const;
  const { snapshots = [] } = infoSchema.parse(
    JSON.parse(await runProgram(info, { timeoutMs: TIMEOUT_MS })),
  );
  return snapshots.map((snapshot) => ({
    name: snapshot.name,
    isRunning: snapshot['vm-state-size'] > 0,
  }));
}

/** Keeps (`-c`), brings back (`-a`) or drops (`-d`) the disk of a device that is off. */
export async function snapshotDisk(
  image: string,
  what: '-c' | '-a' | '-d',
  name: string,
): Promise<void> {
  await runProgram(['qemu-img', 'snapshot', '-q', what, name, image], { timeoutMs: TIMEOUT_MS });
}
