import { StemError } from '../../model/errors.ts';
import { isSame, type Json } from '../../model/json.ts';
import type { Value, Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { Test } from '../../model/task.ts';
import { tokensOf, type Token } from './tokens.ts';

/** `problem` is a sentence without its end, about the expression as a whole. */
export type Compiled =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'problem'; readonly problem: string };

/**
 * Compiles `VAR`, `VAR is defined`, `VAR is not defined`, `==`, `!=`, `not`, `and`, `or` and parentheses, as Jinja binds
 * them. Texts like `no` and `false`, which Ansible takes for true, are false. The test throws VARS_INVALID for a var that
 * is not defined.
 */
export function compileWhen(expression: string): Compiled {
  const tokens = tokensOf(expression);
  if ('wrongAt' in tokens) return { kind: 'problem', problem: wrong(expression, tokens.wrongAt) };
  const parser: Parser = { expression, tokens, next: 0 };
  const node = readOr(parser);
  const end = peek(parser);
  if (node === null || end.kind !== 'end')
    return { kind: 'problem', problem: wrong(expression, end.at) };
  return { kind: 'test', test: (vars) => isTrue(node(vars)) };
}

function wrong(expression: string, at: number): string {
  const rest = expression.slice(at).trim();
  return rest === ''
    ? `"${expression}" is not whole`
    : `"${expression}" can't be read from "${rest}" on: there are VAR, VAR is defined, ==, !=, not, and, or, ( and )`;
}

/** Undefined never leaves a node but through `is defined`. */
type Node = (vars: Vars) => Value;

interface Parser {
  readonly expression: string;
  readonly tokens: readonly Token[];
  next: number;
}

function readOr(parser: Parser): Node | null {
  let left = readAnd(parser);
  while (left !== null && takeName(parser, 'or')) {
    const [first, second] = [left, readAnd(parser)];
    left = second && ((vars) => isTrue(first(vars)) || isTrue(second(vars)));
  }
  return left;
}

function readAnd(parser: Parser): Node | null {
  let left = readNot(parser);
  while (left !== null && takeName(parser, 'and')) {
    const [first, second] = [left, readNot(parser)];
    left = second && ((vars) => isTrue(first(vars)) && isTrue(second(vars)));
  }
  return left;
}

function readNot(parser: Parser): Node | null {
  if (!takeName(parser, 'not')) return readComparison(parser);
  const inner = readNot(parser);
  return inner && ((vars) => !isTrue(inner(vars)));
}

function readComparison(parser: Parser): Node | null {
  const token = peek(parser);
  if (token.kind === 'name' && !isWord(token) && parser.tokens[parser.next + 1]?.text === 'is')
    return readDefined(parser, token.text);
  const left = readOperand(parser);
  const sign = peek(parser);
  if (left === null || sign.kind !== 'sign' || !/^[!=]=$/.test(sign.text)) return left;
  parser.next += 1;
  const right = readOperand(parser);
  const isWanted = sign.text === '==';
  return right && ((vars) => isEqual(left(vars), right(vars)) === isWanted);
}

/** `NAME is defined`, with the other spellings. */
function readDefined(parser: Parser, name: string): Node | null {
  parser.next += 2;
  const isNegated = takeName(parser, 'not');
  const isUndefined = takeName(parser, 'undefined');
  if (!isUndefined && !takeName(parser, 'defined')) return null;
  return (vars) => (lookUp(vars, name) !== undefined) !== (isNegated !== isUndefined);
}

const CONSTANTS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
  ['none', null],
]);
const WORDS = ['and', 'or', 'not', 'is', 'in', 'if', 'else'];

const isWord = ({ text }: Token): boolean => CONSTANTS.has(text) || WORDS.includes(text);

function readOperand(parser: Parser): Node | null {
  const token = peek(parser);
  if (token.kind === 'sign' && token.text === '(') return readParentheses(parser);
  if (token.kind === 'sign' || token.kind === 'end') return null;
  if (token.kind === 'name' && WORDS.includes(token.text)) return null;
  parser.next += 1;
  if (token.kind === 'text') return () => token.text;
  if (token.kind === 'number') return () => Number(token.text);
  const constant = CONSTANTS.get(token.text);
  return constant === undefined ? variable(parser.expression, token.text) : () => constant;
}

function readParentheses(parser: Parser): Node | null {
  parser.next += 1;
  const inner = readOr(parser);
  const close = peek(parser);
  if (inner === null || close.kind !== 'sign' || close.text !== ')') return null;
  parser.next += 1;
  return inner;
}

function variable(expression: string, name: string): Node {
  return (vars) => {
    const value = lookUp(vars, name);
    if (value !== undefined) return value;
    throw new StemError(`${name} is not defined, and \`when: ${expression}\` asks for it`, {
      code: 'VARS_INVALID',
      hint: `Set it in the inventory, or write \`${name} is defined and …\`.`,
    });
  };
}

const peek = (parser: Parser): Token =>
  parser.tokens[parser.next] ?? { kind: 'end', text: '', at: parser.expression.length };

function takeName(parser: Parser, name: string): boolean {
  const token = peek(parser);
  const isIt = token.kind === 'name' && token.text === name;
  if (isIt) parser.next += 1;
  return isIt;
}

/** `result.rc` looks into a registered result. */
function lookUp(vars: Vars, path: string): Value | undefined {
  const [first = '', ...keys] = path.split('.');
  let value: unknown = first in Object.prototype ? undefined : vars[first];
  for (const key of keys)
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value as Value | undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const FALSE_TEXTS = ['', 'false', 'no', 'off', 'n', 'f', '0', 'none', 'null'];

function isTrue(value: Value): boolean {
  if (typeof value === 'string') return !FALSE_TEXTS.includes(value.trim().toLowerCase());
  if (value instanceof Secret) return value.reveal() !== '';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** To Python `True` is 1. */
function isEqual(a: Value, b: Value): boolean {
  const plain = (value: Value): Json =>
    value instanceof Secret
      ? value.reveal()
      : typeof value === 'boolean'
        ? Number(value)
        : (value as Json);
  return isSame(plain(a), plain(b));
}
