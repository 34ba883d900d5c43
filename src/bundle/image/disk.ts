import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../scan.ts';
import { imageError } from './image-error.ts';

export const SECTOR = 512;

/** A disk image that is not packed, in an open file. */
export interface Disk {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** How messages call it. */
  readonly shown: string;
}

export interface Span {
  readonly start: number;
  readonly bytes: number;
}

/** What lies there, all of it. @throws StemError BUNDLE_INVALID where the file ends before */
export async function readWhole(disk: Disk, { start, bytes }: Span): Promise<Buffer> {
  const data = await readAt(disk.handle, start, bytes);
  if (data.length < bytes)
    throw imageError(
      disk.shown,
      `ends at byte ${String(disk.bytes)}, and names something at byte ${String(start)}: it is cut off or damaged`,
    );
  return data;
}
