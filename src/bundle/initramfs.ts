import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { bundleError, MEND_PARTS } from './bundle-error.ts';

/** How Linux knows them: lib/decompress.c, and init/initramfs.c for the plain ones. */
const FORMATS: readonly (readonly [magic: string, program: string])[] = [
  ['303730373031', 'none'],
  ['303730373032', 'none'],
  ['1f8b', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['fd377a585a00', 'xz'],
  ['04224d18', 'lz4'],
  ['02214c18', 'lz4'],
];
/** Zeros that may belong to the end of what is packed: a checksum, a length, an end mark. */
const MOST_OWN_ZEROS = 8;
const TAIL_BYTES = 65_536;

/**
 * The length of an initramfs when it is unpacked; null where it is in no format that Linux is known to take. Zeros at its end
 * are padding, which the kernel passes over and the programs do not.
 */
export async function unpackedLength(file: string, shown: string): Promise<number | null> {
  const { head, bytes, contentEnd } = await lookAt(file);
  const program = packerOf(head);
  if (program === 'unknown') return null;
  if (program === 'none') return bytes;
  let why: unknown = null;
  for (let end = contentEnd; end <= Math.min(bytes, contentEnd + MOST_OWN_ZEROS); end += 1)
    try {
      return await unpacked(program, file, end);
    } catch (error) {
      why ??= error;
    }
  const because = why instanceof Error ? why.message : String(why);
  throw because.includes('ENOENT')
    ? bundleError(`${shown} can't be unpacked: there is no ${program} here`, `Install ${program}.`)
    : bundleError(`${shown} can't be unpacked: ${because}`, MEND_PARTS, why);
}

/** The program that unpacks what begins so, in hex; `none` for a plain cpio. */
export const packerOf = (head: string): string =>
  FORMATS.find(([magic]) => head.startsWith(magic))?.[1] ?? 'unknown';

/** First bytes in hex, length, and where the zeros of its end begin. */
async function lookAt(
  file: string,
): Promise<{ readonly head: string; readonly bytes: number; readonly contentEnd: number }> {
  const handle = await open(file, 'r');
  try {
    const { size: bytes } = await handle.stat();
    const start = Math.max(0, bytes - TAIL_BYTES);
    const [head, tail] = [Buffer.alloc(6), Buffer.alloc(bytes - start)];
    await handle.read(head, 0, head.length, 0);
    await handle.read(tail, 0, tail.length, start);
    const last = tail.findLastIndex((byte) => byte !== 0);
    return { head: head.toString('hex'), bytes, contentEnd: start + last + 1 };
  } finally {
    await handle.close();
  }
}

/** @throws Error in the words of the program */
async function unpacked(program: string, file: string, end: number): Promise<number> {
  const child = spawn(program, ['-dcq'], { stdio: 'pipe' });
  let [bytes, said] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-1000)));
  // What a program does not take any more, it explains by its exit.
  const fed = pipeline(createReadStream(file, { end: end - 1 }), child.stdin).catch(() => null);
  const [code] = (await once(child, 'close')) as readonly unknown[];
  await fed;
  if (code === 0) return bytes;
  throw new Error(said.trim().split('\n')[0] ?? `${program} ended with ${String(code)}`);
}
