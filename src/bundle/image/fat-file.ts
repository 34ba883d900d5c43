import type { Disk } from './disk.ts';
import { entriesIn, readChain, readRoot, type Fat } from './fat.ts';

const LONG_NAME = 0x0f;
const DELETED = 0xe5;
const NO_FILE = 0x18; // A folder, or the label.
/** Where the 13 characters of a long name's entry are. */
const PARTS = [
  [1, 11],
  [14, 26],
  [28, 32],
] as const;

/** A small file in the root folder of a FAT; null where there is none, or it is larger than `mostBytes`. Case does not count. */
export async function readFatFile(
  disk: Disk,
  fat: Fat,
  { name, mostBytes }: { readonly name: string; readonly mostBytes: number },
): Promise<Buffer | null> {
  const wanted = name.toLowerCase();
  let long = '';
  for (const entry of entriesIn(await readRoot(disk, fat))) {
    const attributes = (entry[11] ?? 0) & 0x3f;
    if (attributes === LONG_NAME) {
      long = entry[0] === DELETED ? '' : longPart(entry) + long;
      continue;
    }
    const names = [long.toLowerCase(), shortName(entry)];
    long = '';
    const isFile = entry[0] !== DELETED && (attributes & NO_FILE) === 0;
    if (isFile && names.includes(wanted)) return contentOf(disk, fat, { entry, mostBytes });
  }
  return null;
}

async function contentOf(
  disk: Disk,
  fat: Fat,
  { entry, mostBytes }: { readonly entry: Buffer; readonly mostBytes: number },
): Promise<Buffer | null> {
  const bytes = entry.readUInt32LE(28);
  if (bytes > mostBytes) return null;
  const high = fat.bits === 32 ? entry.readUInt16LE(20) : 0;
  const data = await readChain(disk, fat, {
    cluster: high * 65_536 + entry.readUInt16LE(26),
    mostBytes: bytes,
  });
  return data.length === bytes ? data : null;
}

/** The last piece of a name comes first, and is ended by a zero. */
const longPart = (entry: Buffer): string =>
  PARTS.map(([from, to]) => entry.toString('utf16le', from, to))
    .join('')
    .replace(/\0.*$/s, '');

function shortName(entry: Buffer): string {
  const [base, end] = [entry.toString('latin1', 0, 8), entry.toString('latin1', 8, 11)].map(
    (part) => part.trimEnd().toLowerCase(),
  );
  return end === '' ? (base ?? '') : `${base ?? ''}.${end ?? ''}`;
}
