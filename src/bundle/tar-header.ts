/**
 * The tar headers of a bundle, POSIX ustar: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 *
 * A bundle has one header for a name and a length, so that the same parts make the same bytes, and so that a
 * reader can refuse whatever differs: nothing is left that two tar programs could take for two things.
 */
export const BLOCK = 512;
/** Two empty blocks end a tar. */
export const END_BYTES = 2 * BLOCK;

/** What a stranger's header says. Only for messages: a bundle's own headers are compared as they are. */
export interface ForeignHeader {
  readonly name: string;
  /** NaN where it is no octal number. */
  readonly bytes: number;
  readonly kind: string;
}

/** The one header of a member. Not in 1970: GNU tar 1.27 warns about an age of zero. */
export function encodeHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'latin1');
  header.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  header.write(`${octal(bytes, 11)}\0${octal(1, 11)}\0`, 124, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write('0000000\0' + '0000000\0', 329, 'latin1');
  header.write(`${octal(checksum(header), 6)}\0 `, 148, 'latin1');
  return header;
}

/** Null where the block is no tar header: its checksum is wrong. */
export function decodeHeader(block: Buffer): ForeignHeader | null {
  const stated = fromOctal(textAt(block, 148, 8));
  if (stated !== checksum(block)) return null;
  const prefix = textAt(block, 345, 155);
  return {
    name: (prefix === '' ? '' : `${prefix}/`) + textAt(block, 0, 100),
    bytes: fromOctal(textAt(block, 124, 12)),
    kind: KINDS[textAt(block, 156, 1)] ?? 'something unknown',
  };
}

const KINDS: Readonly<Record<string, string>> = {
  '': 'a regular file',
  '0': 'a regular file',
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '5': 'a directory',
  '6': 'a FIFO',
  x: 'a pax header',
  g: 'a global pax header',
  L: 'a GNU long name',
  K: 'a GNU long link',
};

export const paddingOf = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

const fromOctal = (text: string): number => (/^ *[0-7]+ *$/.test(text) ? parseInt(text, 8) : NaN);

/** The sum of all bytes, the checksum's own eight counted as blanks. */
const checksum = (block: Buffer): number =>
  block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);

const textAt = (block: Buffer, from: number, length: number): string => {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
};
