import { LineProblem } from './problem.ts';

export interface StringLiteral {
  readonly value: string;
  readonly isBytes: boolean;
  /** Where the text goes on behind it. */
  readonly end: number;
}

const OPENING = /([A-Za-z]{0,2})('''|"""|'|")/y;
const PREFIXES = /^(?:|r|u|b|br|rb)$/i;
const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Reads one string literal of Python at `at`. Null where there is none, or where it is wrong or an f-string. */
export function readString(text: string, at: number): StringLiteral | null {
  OPENING.lastIndex = at;
  const [opening, prefix = '', quote = ''] = OPENING.exec(text) ?? [];
  if (opening === undefined || !PREFIXES.test(prefix)) return null;
  const from = at + opening.length;
  const to = findEnd(text, from, quote);
  const value = to === null ? null : bodyValue(text.slice(from, to), prefix.toLowerCase());
  if (to === null || value === null) return null;
  return { value, isBytes: /b/i.test(prefix), end: to + quote.length };
}

function bodyValue(body: string, prefix: string): string | null {
  const isBytes = prefix.includes('b');
  if (isBytes && /[\u0080-\uffff]/.test(body)) return null;
  const value = prefix.includes('r') ? body : unescape(body, isBytes);
  return isBytes && value !== null ? decode(value) : value;
}

function findEnd(text: string, from: number, quote: string): number | null {
  for (let at = from; at < text.length; at += text.charAt(at) === '\\' ? 2 : 1)
    if (text.startsWith(quote, at)) return at;
  return null;
}

/** Null where Python says SyntaxError, and for names of characters. An unknown escape stays as it is. */
function unescape(body: string, isBytes: boolean): string | null {
  let text = '';
  for (let at = 0; at < body.length;) {
    const escape = body.charAt(at) === '\\' ? readEscape(body.slice(at), isBytes) : null;
    const char = escape === null ? body.charAt(at) : escape.char;
    if (char === null) return null;
    text += char;
    at += escape?.length ?? 1;
  }
  return text;
}

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** `rest` begins with the backslash. */
function readEscape(
  rest: string,
  isBytes: boolean,
): { readonly char: string | null; readonly length: number } {
  const octal = /^\\([0-7]{1,3})/.exec(rest)?.[1];
  if (octal !== undefined)
    return {
      char: String.fromCodePoint(parseInt(octal, 8) & (isBytes ? 0xff : 0x1ff)),
      length: octal.length + 1,
    };
  const letter = rest.charAt(1);
  const isPlain = isBytes && letter !== 'x';
  if (letter === 'N' && !isPlain) return { char: null, length: 2 };
  const count = isPlain ? undefined : DIGITS[letter];
  if (count === undefined) return { char: SIMPLE[letter] ?? rest.slice(0, 2), length: 2 };
  return { char: fromHex(rest.slice(2, 2 + count), count), length: 2 + count };
}

function fromHex(digits: string, length: number): string | null {
  const isWhole = digits.length === length && /^[\da-f]+$/i.test(digits);
  const code = isWhole ? parseInt(digits, 16) : Infinity;
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** Ansible takes bytes for UTF-8. */
function decode(bytes: string): string {
  try {
    const codes = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(codes);
  } catch {
    throw new LineProblem('its bytes are no UTF-8', 'Write the value as a text, without b.');
  }
}
