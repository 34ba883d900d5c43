import { StemError } from '../../model/errors.ts';
import { outputOf } from './child-stream.ts';
import type { Disk, Span } from './disk.ts';
import { imageError } from './image-error.ts';

/** An ext4 file system within an image. It is read by e2fsprogs' own `debugfs`, without root and without a mount. */
export interface Ext4Place {
  readonly disk: Disk;
  readonly place: Span;
}

export interface Ext4File {
  readonly name: string;
  readonly bytes: number;
}

/** A file system that leads debugfs in circles is no reason to wait. */
const SILENCE_MS = 60_000;
/** Of the list of a folder. */
const MOST_LIST_BYTES = 4 * 1024 * 1024;
/** debugfs takes a command line of its own, so a name must not end its quotes. */
const PLAIN_PATH = /^[\w./+,=@~-]+$/;

/** The regular files of a folder; none where there is no such folder. Links on the way to it are followed. */
export async function ext4Files(where: Ext4Place, folder: string): Promise<readonly Ext4File[]> {
  return (await entriesOf(where, folder)).filter(({ mode }) => mode.startsWith('10'));
}

interface Entry extends Ext4File {
  /** Octal, with the kind in front. */
  readonly mode: string;
}

async function entriesOf(where: Ext4Place, folder: string): Promise<readonly Entry[]> {
  const list = await readSome(where, `ls -p "${folder}"`, MOST_LIST_BYTES);
  return list
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, , mode = '', , , name = '', bytes = ''] = line.split('/');
      return PLAIN_PATH.test(name) && /^\d*$/.test(bytes)
        ? [{ name, mode, bytes: Number(bytes) }]
        : [];
    });
}

/** What a path is, without following it. */
export async function entryKind(
  where: Ext4Place,
  path: string,
): Promise<'link' | 'other' | 'none'> {
  const entry = await entryAt(where, path);
  if (entry === undefined) return 'none';
  return entry.mode.startsWith('12') ? 'link' : 'other';
}

/** Linux' own limit of what a link says. */
const MOST_TARGET_BYTES = 4096;

/** Null where it is no link, or says something that no system of ours has. */
export async function linkTarget(where: Ext4Place, path: string): Promise<string | null> {
  const entry = await entryAt(where, path);
  if (entry?.mode.startsWith('12') !== true) return null;
  // A short one is in the inode, and `stat` shows it; a long one has a block like any file.
  const shown = await readSome(where, `stat "${path}"`, MOST_LIST_BYTES);
  const fast = /^Fast link dest: "(.*)"$/m.exec(shown.toString('utf8'))?.[1];
  const target =
    fast ?? (await readSome(where, `cat "${path}"`, MOST_TARGET_BYTES)).toString('utf8');
  return target.length === entry.bytes && PLAIN_PATH.test(target) ? target : null;
}

/** A small file; null where there is none, or it is larger than `mostBytes`. */
export async function readExt4File(
  where: Ext4Place,
  path: string,
  mostBytes: number,
): Promise<Buffer | null> {
  const file = await ext4FileAt(where, path);
  if (file === undefined || file.bytes > mostBytes) return null;
  const data = await readSome(where, `cat "${path}"`, mostBytes);
  return data.length === file.bytes ? data : null;
}

/** Undefined where it is no regular file. */
export async function ext4FileAt(where: Ext4Place, path: string): Promise<Ext4File | undefined> {
  const entry = await entryAt(where, path);
  return entry?.mode.startsWith('10') === true ? entry : undefined;
}

async function entryAt(where: Ext4Place, path: string): Promise<Entry | undefined> {
  if (!PLAIN_PATH.test(path)) return undefined;
  const cut = path.lastIndexOf('/');
  const entries = await entriesOf(where, cut <= 0 ? '/' : path.slice(0, cut));
  return entries.find(({ name }) => name === path.slice(cut + 1));
}

/** The content of a file that `ext4Files` found, piece by piece. */
export const ext4Content = (where: Ext4Place, path: string): AsyncIterable<Buffer> =>
  debugfs(where, `cat "${path}"`);

async function readSome(where: Ext4Place, command: string, mostBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of debugfs(where, command)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, mostBytes);
}

/** The image is handed over as an open file, as it may have no name. `-c`: it looks at nothing that is not asked for. */
async function* debugfs({ disk, place }: Ext4Place, command: string): AsyncGenerator<Buffer> {
  const device = `/dev/fd/3?offset=${String(place.start)}`;
  try {
    yield* outputOf({
      argv: ['debugfs', '-c', '-R', command, device],
      extra: disk.handle.fd,
      silenceMs: SILENCE_MS,
    });
  } catch (cause) {
    if (cause instanceof StemError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw imageError(disk.shown, `has a file system that debugfs can't read: ${why}`, cause);
  }
}
