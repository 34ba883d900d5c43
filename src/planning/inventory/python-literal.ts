import type { Json } from '../../model/json.ts';
import { LineProblem } from './problem.ts';
import { readString, type StringLiteral } from './python-string.ts';

/** `number` may carry a sign; `hashable` may be a key. */
interface Node {
  readonly kind: 'number' | 'hashable' | 'list' | 'dict' | 'set';
  readonly value: Json;
}

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  /** What Python refuses as a key, which is an error, not a text. */
  unhashable: string | null;
}

/** Python's limit of open brackets. */
const MOST_DEPTH = 200;

/**
 * The value of a literal as Python's `ast.literal_eval` reads it, undefined for anything else, which Ansible keeps as a
 * text. Tuples and sets become lists. Whole numbers that JSON can't hold exactly become texts, and
 * complex numbers and infinity stay texts. @throws LineProblem where Ansible rejects the file.
 */
export function evalLiteral(text: string): Json | undefined {
  const cursor: Cursor = { text, at: 0, depth: 0, unhashable: null };
  const items = readItems(cursor, '');
  if (items === null) return undefined;
  const [first] = items.nodes;
  if (first === undefined) return undefined;
  if (cursor.unhashable !== null)
    throw new LineProblem(
      `a ${cursor.unhashable} can't be a key or a member of a set`,
      "Quote the value: \"'…'\" on a host line, '…' in a :vars section.",
    );
  return items.hasComma ? items.nodes.map(({ value }) => value) : first.value;
}

interface Items {
  readonly nodes: readonly Node[];
  readonly hasComma: boolean;
}

/** Values with commas between them up to `close`, or to the end of the text where that is empty. */
function readItems(cursor: Cursor, close: string): Items | null {
  const nodes: Node[] = [];
  let hasComma = false;
  for (;;) {
    if (take(cursor, close)) return { nodes, hasComma };
    const node = readNode(cursor);
    if (node === null) return null;
    nodes.push(node);
    if (take(cursor, close)) return { nodes, hasComma };
    if (!take(cursor, ',')) return null;
    hasComma = true;
  }
}

function readNode(cursor: Cursor): Node | null {
  skipBlanks(cursor);
  const char = cursor.text.charAt(cursor.at);
  if (char === '+' || char === '-') return readSigned(cursor, char);
  if (char !== '' && '([{'.includes(char)) return readBracket(cursor, char);
  return readNumber(cursor) ?? readStrings(cursor) ?? readWord(cursor);
}

function readSigned(cursor: Cursor, sign: string): Node | null {
  cursor.at += 1;
  const node = readNode(cursor);
  if (node?.kind !== 'number') return null;
  const { value } = node;
  if (sign === '+') return { kind: 'hashable', value };
  return { kind: 'hashable', value: typeof value === 'number' ? 0 - value : `-${keyText(value)}` };
}

function readBracket(cursor: Cursor, open: string): Node | null {
  cursor.depth += 1;
  if (cursor.depth > MOST_DEPTH) return null;
  cursor.at += 1;
  const node =
    open === '[' ? readList(cursor) : open === '(' ? readParentheses(cursor) : readBraces(cursor);
  cursor.depth -= 1;
  return node;
}

function readList(cursor: Cursor): Node | null {
  const items = readItems(cursor, ']');
  return items && { kind: 'list', value: items.nodes.map(({ value }) => value) };
}

function readParentheses(cursor: Cursor): Node | null {
  const items = readItems(cursor, ')');
  if (items === null) return null;
  const [first] = items.nodes;
  if (first !== undefined && !items.hasComma) return first;
  const isHashable = items.nodes.every(canBeKey);
  return {
    kind: isHashable ? 'hashable' : 'list',
    value: items.nodes.map(({ value }) => value),
  };
}

const canBeKey = ({ kind }: Node): boolean => kind === 'number' || kind === 'hashable';

function readBraces(cursor: Cursor): Node | null {
  if (take(cursor, '}')) return { kind: 'dict', value: {} };
  const first = readNode(cursor);
  if (first === null) return null;
  if (take(cursor, ':')) return readDict(cursor, first);
  if (!take(cursor, ',')) return take(cursor, '}') ? setOf(cursor, [first]) : null;
  const items = readItems(cursor, '}');
  return items && setOf(cursor, [first, ...items.nodes]);
}

function setOf(cursor: Cursor, nodes: readonly Node[]): Node {
  for (const node of nodes) if (!canBeKey(node)) cursor.unhashable ??= node.kind;
  return {
    kind: 'set',
    value: [...new Map(nodes.map(({ value }) => [same(value), value])).values()],
  };
}

function readDict(cursor: Cursor, first: Node): Node | null {
  const entries = new Map<unknown, readonly [string, Json]>();
  for (let key = first; ;) {
    const value = readNode(cursor);
    if (value === null) return null;
    if (!canBeKey(key)) cursor.unhashable ??= key.kind;
    const known = entries.get(same(key.value)) ?? [keyText(key.value)];
    entries.set(same(key.value), [known[0], value.value]);
    const hasMore = take(cursor, ',');
    if (take(cursor, '}')) return { kind: 'dict', value: Object.fromEntries(entries.values()) };
    const next = hasMore ? readNode(cursor) : null;
    if (next === null || !take(cursor, ':')) return null;
    key = next;
  }
}

/** To Python `True` is the key 1, and tuples are compared by what they hold. */
const same = (key: Json): unknown =>
  typeof key === 'boolean' ? Number(key) : Array.isArray(key) ? JSON.stringify(key) : key;

/** A key in JSON is a text. */
const keyText = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const BASED = /0x(?:_?[\da-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+/iy;
const FLOAT =
  /(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.)(?:e[+-]?\d(?:_?\d)*)?|\d(?:_?\d)*e[+-]?\d(?:_?\d)*/iy;
const WHOLE = /[1-9](?:_?\d)*|0(?:_?0)*/y;

/** Takes nothing where it is none: `1None` is neither a number nor a word. */
function readNumber(cursor: Cursor): Node | null {
  const from = cursor.at;
  const value = numberAt(cursor);
  if (value !== null && !/[\w.\u0080-\uffff]/.test(cursor.text.charAt(cursor.at)))
    return { kind: 'number', value };
  cursor.at = from;
  return null;
}

function numberAt(cursor: Cursor): Json {
  const float = match(cursor, FLOAT);
  if (float !== null) {
    const value = Number(float.replaceAll('_', ''));
    return Number.isFinite(value) ? value : null;
  }
  const whole = match(cursor, BASED) ?? match(cursor, WHOLE);
  if (whole === null) return null;
  const exact = BigInt(whole.replaceAll('_', ''));
  const value = Number(exact);
  return Number.isSafeInteger(value) ? value : String(exact);
}

/** Texts that stand side by side are one. */
function readStrings(cursor: Cursor): Node | null {
  const first = readString(cursor.text, cursor.at);
  if (first === null) return null;
  let value = '';
  for (let part: StringLiteral | null = first; part !== null;) {
    if (part.isBytes !== first.isBytes) return null;
    value += part.value;
    cursor.at = part.end;
    skipBlanks(cursor);
    part = readString(cursor.text, cursor.at);
  }
  return { kind: 'hashable', value };
}

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

function readWord(cursor: Cursor): Node | null {
  const word = match(cursor, /[\w\u0080-\uffff]+/y);
  const value = WORDS.get(word ?? '');
  if (value !== undefined) return { kind: 'hashable', value };
  return word === 'set' && take(cursor, '(') && take(cursor, ')')
    ? { kind: 'set', value: [] }
    : null;
}

function match(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined) return null;
  cursor.at += found.length;
  return found;
}

/** Blanks, and a comment, which goes on to the end of the line. */
function skipBlanks(cursor: Cursor): void {
  match(cursor, /[ \t\f]*(?:#.*)?/sy);
}

/** An empty `expected` stands for the end of the text. */
function take(cursor: Cursor, expected: string): boolean {
  skipBlanks(cursor);
  if (expected === '') return cursor.at >= cursor.text.length;
  if (!cursor.text.startsWith(expected, cursor.at)) return false;
  cursor.at += expected.length;
  return true;
}
