import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError } from './bundle-error.ts';

/** Writes beside the file, and gives it its name when every byte is on the disk: nobody finds half of it. */
export async function replaceFile<T>(
  file: string,
  write: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const partial = `${file}.${randomUUID().slice(0, 8)}.partial`;
  try {
    const handle = await open(partial, 'wx', 0o644);
    let result: T;
    try {
      result = await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
    await syncDirectory(dirname(file));
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw fileError(file, error);
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
