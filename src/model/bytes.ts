/**
 * Bytes as a text with one character for each, U+0000 to U+00FF: names of radio networks and passphrases need not be UTF-8, and
 * parsers of text work on these all the same.
 */
export type Bytes = string;

export const hexOf = (bytes: Bytes): string =>
  numbersOf(bytes)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/** Each byte as a number. */
export const numbersOf = (bytes: Bytes): number[] =>
  Array.from(bytes, (char) => char.charCodeAt(0) & 0xff);

/** Null where it is no hex. */
export const fromHex = (hex: string): Bytes | null =>
  /^(?:[\da-f]{2})*$/i.test(hex)
    ? hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)))
    : null;

/** As text; null where the bytes are not UTF-8. */
export function utf8Of(bytes: Bytes): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(numbersOf(bytes)),
    );
  } catch {
    return null;
  }
}

/** For people: UTF-8 where it is, else `\xff` for what is not printable. */
export const shownBytes = (bytes: Bytes): string => {
  const text = utf8Of(bytes);
  return text !== null && !/\p{Cc}/u.test(text)
    ? text
    : bytes.replace(/[^ -~]|\\/g, (char) => `\\x${hexOf(char)}`);
};

/** The bytes of a text. */
export const bytesOf = (text: string): Bytes =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');

export const isPrintable = (bytes: Bytes): boolean => /^[ -~]*$/.test(bytes);
