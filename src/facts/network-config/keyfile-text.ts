import type { Bytes } from '../../model/bytes.ts';

/** The groups of a file in GLib's key file format, which NetworkManager and connman use, with their values as they stand there. */
export type Keyfile = ReadonlyMap<string, Group>;
export type Group = ReadonlyMap<string, Bytes>;

/** What is no group and no `key=value` is passed over: a broken line must not hide the rest. The last of two values counts. */
export function readKeyfile(text: Bytes): Keyfile {
  const groups = new Map<string, Map<string, Bytes>>();
  let group: Map<string, Bytes> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const name = /^\[(.*)\][ \t]*$/.exec(line)?.[1];
    if (name !== undefined) {
      group = groups.get(name) ?? new Map<string, Bytes>();
      groups.set(name, group);
      continue;
    }
    const [, key, value = ''] = /^[ \t]*([^#=\s][^=]*?)[ \t]*=[ \t]*(.*)$/s.exec(line) ?? [];
    if (key !== undefined) group?.set(key, value);
  }
  return groups;
}

/** A value as a text: `\s`, `\n`, `\t`, `\r` and `\\` stand for one character. Others stay as they are. */
export const stringIn = (value: Bytes): Bytes =>
  value.replace(/\\([sntr\\])/g, (_, char: string) => ESCAPED[char] ?? '');

const ESCAPED: Readonly<Record<string, string>> = {
  s: ' ',
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
};

/** A value as a list with `;` between and perhaps behind its items. */
export const listIn = (value: Bytes): readonly Bytes[] =>
  [...value.matchAll(/((?:[^;\\]|\\.?)*)(?:;|$)/gs)]
    .map(([, item = '']) => stringIn(item.replace(/\\;/g, ';')).trim())
    .filter((item) => item !== '');

/** Bytes as NetworkManager writes them: a text, or numbers with `;` between. In a text, `\;` is a semicolon. */
export function bytesIn(value: Bytes): Bytes {
  const text = stringIn(value);
  const numbers = text.split(';').map((item) => item.trim());
  const last = numbers.at(-1);
  const items = last === '' ? numbers.slice(0, -1) : numbers;
  const isList =
    text.includes(';') && items.every((item) => /^\d{1,3}$/.test(item) && Number(item) <= 255);
  return isList
    ? items.map((item) => String.fromCharCode(Number(item))).join('')
    : text.replace(/\\;/g, ';');
}

/** `true`, `TRUE`, `1`, `yes`. */
export const isYes = (value: Bytes | undefined): boolean =>
  /^(?:true|yes|1)$/i.test(value?.trim() ?? '');
