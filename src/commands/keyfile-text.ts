import { isPrintable, numbersOf, type Bytes } from '../model/bytes.ts';
import type { Content } from '../model/secret.ts';

/** `[section]` and its lines: a key, and a value that is escaped already. */
export type Section = readonly [name: string, lines: readonly Line[]];
export type Line = readonly [key: string, value: Content];

/** The text of a key file (GLib's format), with an empty line between sections. */
export const fileOf = (sections: readonly Section[]): Content => {
  const parts = sections.flatMap(([name, lines], index) => [
    `${index === 0 ? '' : '\n'}[${name}]\n`,
    ...lines.flatMap(([key, value]) => [`${key}=`, ...value, '\n']),
  ]);
  return parts.reduce<Content>((whole, part) => {
    const last = whole.at(-1);
    return typeof part === 'string' && typeof last === 'string'
      ? [...whole.slice(0, -1), last + part]
      : [...whole, part];
  }, []);
};

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** A text as g_key_file_set_string() writes it: blanks in front would be lost, a line would end. */
export const stringValue = (text: string): string =>
  text
    .replace(/[\\\n\r]/g, (char) => ESCAPES[char] ?? char)
    .replace(/^[ \t]+/, (blanks) => blanks.replace(/ /g, '\\s').replace(/\t/g, '\\t'));

/** The items of a list, each of which ends with `;`. */
export const listValue = (items: readonly string[]): string =>
  items.map((item) => `${stringValue(item).replaceAll(';', '\\;')};`).join('');

/**
 * Bytes as NetworkManager reads them: what people can read as a text, everything else as numbers. A text that could be taken for numbers,
 * has blanks at its ends or a `;` is written as numbers too.
 */
export const bytesValue = (bytes: Bytes): string =>
  isPrintable(bytes) && /[A-Za-z]/.test(bytes) && !/[;\\]|^ | $/.test(bytes)
    ? bytes
    : numberList(bytes);

/** Bytes as GLib's list of numbers. */
export const numberList = (bytes: Bytes): string =>
  numbersOf(bytes)
    .map((byte) => `${String(byte)};`)
    .join('');
