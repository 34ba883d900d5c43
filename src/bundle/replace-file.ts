import { createHash, randomUUID } from 'node:crypto';
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

/** Writes one piece after the other, and knows the length and the sha256 of all. */
export class HashedFile {
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(data: Buffer): Promise<void> {
    this.#hash.update(data);
    await this.#handle.writeFile(data);
    this.#bytes += data.length;
  }

  /** Nothing can be written after it. */
  end(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
