import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { KeptBackup, KeptFiles, Piece } from '../model/kept.ts';

/** What a whole piece is called; `.part` is one that is under way. */
const PIECE = /^\d+$/;

/** Backups of devices beside the journal, for the operator's eyes only. */
export function keptBeside(journal: string): KeptFiles {
  const base = join(dirname(journal), 'backups');
  const hashes = new Map<string, string>();
  const folderOf = (at: string): string => join(base, at);
  const piecesOf = async (at: string): Promise<readonly Piece[]> => {
    const folder = folderOf(at);
    const pieces: Piece[] = [];
    for (const name of (await namesIn(folder)).filter((one) => PIECE.test(one)).sort()) {
      const path = join(folder, name);
      const { size, mtimeMs, ino } = await stat(path);
      const key = [path, size, mtimeMs, ino].join(' ');
      const sha256 = hashes.get(key) ?? (await hashOf(path));
      hashes.set(key, sha256);
      pieces.push({ name, path, bytes: size, sha256 });
    }
    return pieces;
  };
  return {
    folderOf,
    piecesOf,
    look: async (at) => summary(folderOf(at), await piecesOf(at)),
    freeBytes: () => freeBytesAt(base),
    clear: async (at) => {
      await rm(folderOf(at), { recursive: true, force: true });
      await mkdir(folderOf(at), { recursive: true, mode: 0o700 });
    },
  };
}

/** Of the file system where the folder is, or will be: to ask makes none. */
async function freeBytesAt(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    return freeBytesAt(dirname(folder));
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function summary(folder: string, pieces: readonly Piece[]): KeptBackup {
  const list = pieces.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  return {
    folder,
    pieces: pieces.length,
    bytes: pieces.reduce((sum, { bytes }) => sum + bytes, 0),
    sha256: pieces.length === 0 ? null : createHash('sha256').update(list).digest('hex'),
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
