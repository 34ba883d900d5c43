import { fromHex, type Bytes } from '../../model/bytes.ts';

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', e: '\x1b' };

/** The escapes of wpa_supplicant's `P"…"`, of `wpa_cli status` and of `iw`: `\xff`, `\n`, `\\`, `\"`, octal digits. */
export const unescaped = (text: Bytes): Bytes =>
  text.replace(/\\(x[\da-f]{1,2}|[0-7]{1,3}|[\s\S])/gi, (_, code: string) => {
    if (/^x./i.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 0xff);
    return CONTROL[code] ?? code;
  });

/** `"text"`, `P"te\x78t"` or hex, as wpa_supplicant takes them. Null where it is none of these. */
export function wpaString(value: Bytes): Bytes | null {
  if (value.startsWith('"')) return quoted(value);
  if (value.startsWith('P"')) {
    const inner = quoted(value.slice(1));
    return inner === null ? null : unescaped(inner);
  }
  return value === '' ? null : fromHex(value);
}

/** Up to the LAST quotation mark: those between are characters like any. */
function quoted(value: Bytes): Bytes | null {
  return value.length >= 2 && value.endsWith('"') ? value.slice(1, -1) : null;
}

/**
 * Without what is behind `#`, unless that is between the first two quotation marks, and without blanks at both ends. So a phrase with
 * a mark and a `#` behind it is cut, as wpa_supplicant itself cuts it.
 */
export function wpaLine(line: Bytes): Bytes {
  const text = line.replace(/^[ \t\r]+/, '');
  if (text.startsWith('#')) return '';
  const second = text.indexOf('"', text.indexOf('"') + 1);
  const comment = text.indexOf('#', text.includes('"') ? second + 1 : 0);
  return (comment < 0 ? text : text.slice(0, comment)).replace(/[ \t\r]+$/, '');
}

/** Without a pair of quotation marks around it: ifupdown takes both. */
export const unquoted = (value: Bytes): Bytes =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
