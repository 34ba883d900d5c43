import { LineProblem } from '../inventory/problem.ts';
import type { Scalar, YamlEntry, YamlNode, YamlScalar } from './node.ts';

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
  depth: number;
}

const HINT = 'Check it with `python3 -m json.tool`.';
/** Python's parser stops at about a thousand. */
const MOST_DEPTH = 500;

/** Reads JSON as Python's `json.loads` does, with lines, and with keys in their order. @throws LineProblem */
export function jsonTree(text: string): YamlNode {
  const cursor: Cursor = { text, at: 0, line: 1, depth: 0 };
  const node = readNode(cursor);
  skipBlanks(cursor);
  if (cursor.at < text.length) throw bad(cursor, 'something stands behind the JSON');
  return node;
}

const bad = (cursor: Cursor, because: string): LineProblem =>
  new LineProblem(because, HINT, cursor.line);

function readNode(cursor: Cursor): YamlNode {
  skipBlanks(cursor);
  const char = cursor.text.charAt(cursor.at);
  if (char !== '{' && char !== '[') return readScalar(cursor);
  cursor.depth += 1;
  if (cursor.depth > MOST_DEPTH) throw bad(cursor, 'the JSON is nested too deeply');
  const node = char === '{' ? readMap(cursor) : readList(cursor);
  cursor.depth -= 1;
  return node;
}

/** The last value of a key wins; it stands where the key was first. */
function readMap(cursor: Cursor): YamlNode {
  const { line } = cursor;
  const entries = new Map<Scalar, YamlEntry>();
  cursor.at += 1;
  if (take(cursor, '}')) return { kind: 'map', entries: [], line };
  do {
    skipBlanks(cursor);
    const key = readScalar(cursor);
    if (typeof key.value !== 'string' || !key.written.startsWith('"'))
      throw bad(cursor, 'a key in JSON is a text in double quotes');
    if (!take(cursor, ':')) throw bad(cursor, 'a : is missing behind a key');
    entries.set(key.value, { key, value: readNode(cursor) });
  } while (take(cursor, ','));
  if (!take(cursor, '}')) throw bad(cursor, 'a , or } is missing');
  return vaulted(line, [...entries.values()]);
}

/** Ansible's own output marks encrypted and untrusted texts so. */
function vaulted(line: number, entries: readonly YamlEntry[]): YamlNode {
  for (const { key, value } of entries) {
    if (key.value === '__ansible_unsafe') return value;
    if (key.value === '__ansible_vault' && value.kind === 'scalar')
      return { kind: 'vault', envelope: String(value.value), line };
  }
  return { kind: 'map', entries, line };
}

function readList(cursor: Cursor): YamlNode {
  const { line } = cursor;
  const items: YamlNode[] = [];
  cursor.at += 1;
  if (take(cursor, ']')) return { kind: 'list', items, line };
  do items.push(readNode(cursor));
  while (take(cursor, ','));
  if (!take(cursor, ']')) throw bad(cursor, 'a , or ] is missing');
  return { kind: 'list', items, line };
}

const STRING = new RegExp(
  String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`,
  'y',
);
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const WORDS: Readonly<Record<string, Scalar>> = { true: true, false: false, null: null };

function readScalar(cursor: Cursor): YamlScalar {
  const { line } = cursor;
  const quoted = match(cursor, STRING)?.[0];
  if (quoted !== undefined)
    return { kind: 'scalar', value: JSON.parse(quoted) as string, written: quoted, line };
  const word = match(cursor, WORD)?.[0];
  if (word !== undefined) {
    const value = WORDS[word];
    return { kind: 'scalar', value: value === undefined ? word : value, written: word, line };
  }
  const number = match(cursor, NUMBER);
  if (number === null) throw bad(cursor, 'this is no JSON');
  return { kind: 'scalar', value: numberOf(number), written: number[0], line };
}

/** What a number of ours can't hold stays a text. */
function numberOf([written, fraction, exponent]: RegExpExecArray): Scalar {
  const value = Number(written);
  const isWhole = fraction === undefined && exponent === undefined;
  if (isWhole && !Number.isSafeInteger(value)) return written;
  return Number.isFinite(value) ? value || 0 : written;
}

function match(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found !== null) cursor.at += found[0].length;
  return found;
}

function skipBlanks(cursor: Cursor): void {
  for (; ; cursor.at += 1) {
    const char = cursor.text.charAt(cursor.at);
    if (char === '\n') cursor.line += 1;
    else if (char !== ' ' && char !== '\t' && char !== '\r') return;
  }
}

function take(cursor: Cursor, expected: string): boolean {
  skipBlanks(cursor);
  if (cursor.text.charAt(cursor.at) !== expected) return false;
  cursor.at += 1;
  return true;
}
