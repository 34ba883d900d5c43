import type { Expression } from './ast.ts';
import { Float } from './cell.ts';
import type { Parser, Token } from './nunjucks.ts';
import { readArguments } from './parse-arguments.ts';
import { TemplateProblem } from './problem.ts';
import { described, expect, expectName, isNext, takeSign } from './token-stream.ts';

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** A literal, a name, or something in brackets. */
export function readPrimary(parser: Parser): Expression {
  const token = parser.nextToken();
  switch (token?.type) {
    case 'string':
      return readStrings(parser, token);
    case 'int':
      return { kind: 'constant', value: wholeNumber(token.value) };
    case 'float':
      return { kind: 'constant', value: Float.of(Number(token.value)) };
    case 'boolean':
    case 'none':
    case 'symbol':
      return readWord(token);
    case 'left-paren':
      return readParentheses(parser);
    case 'left-bracket':
      return { kind: 'list', items: readItems(parser, 'right-bracket') };
    case 'left-curly':
      return readDict(parser);
    case undefined:
    default:
      throw new TemplateProblem(`an expression is missing before ${described(token ?? null)}`);
  }
}

function wholeNumber(digits: string): number {
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value;
  throw new TemplateProblem(`the number ${digits} is too large`);
}

/** Texts that stand side by side are one. */
function readStrings(parser: Parser, first: Token): Expression {
  let value = first.value;
  while (isNext(parser, 'string')) value += parser.nextToken()?.value ?? '';
  return { kind: 'constant', value };
}

const RESERVED = ['and', 'or', 'not', 'is', 'in', 'if', 'else'];

function readWord({ value }: Token): Expression {
  const constant = CONSTANTS.get(value);
  if (constant !== undefined) return { kind: 'constant', value: constant };
  if (!RESERVED.includes(value)) return { kind: 'name', name: value };
  throw new TemplateProblem(`"${value}" stands where a value should`);
}

function readParentheses(parser: Parser): Expression {
  const items: Expression[] = [];
  let isTuple = isNext(parser, 'right-paren');
  while (!parser.skip('right-paren')) {
    if (items.length > 0) {
      expect(parser, 'comma', '")"');
      isTuple = true;
      if (parser.skip('right-paren')) break;
    }
    items.push(parser.parseExpression());
  }
  const [only] = items;
  return only !== undefined && !isTuple ? only : { kind: 'tuple', items };
}

function readItems(parser: Parser, close: string): readonly Expression[] {
  const items: Expression[] = [];
  while (!parser.skip(close)) {
    if (items.length > 0) {
      expect(parser, 'comma', '"]"');
      if (parser.skip(close)) break;
    }
    items.push(parser.parseExpression());
  }
  return items;
}

function readDict(parser: Parser): Expression {
  const entries: (readonly [Expression, Expression])[] = [];
  while (!parser.skip('right-curly')) {
    if (entries.length > 0) {
      expect(parser, 'comma', '"}"');
      if (parser.skip('right-curly')) break;
    }
    const key = parser.parseExpression();
    expect(parser, 'colon', '":"');
    entries.push([key, parser.parseExpression()]);
  }
  return { kind: 'dict', entries };
}

/** Attributes, indexes and calls behind a value. */
export function readPostfix(parser: Parser, node: Expression): Expression {
  let target = node;
  for (;;) {
    if (takeSign(parser, ['.']) !== null) target = readAttribute(parser, target);
    else if (parser.skip('left-bracket')) target = readSubscript(parser, target);
    else if (isNext(parser, 'left-paren'))
      target = { kind: 'call', target, args: readArguments(parser) };
    else return target;
  }
}

/** `list.0` is an index; the lexer takes `0.1` of `list.0.1` for one number. */
function readAttribute(parser: Parser, target: Expression): Expression {
  const token = parser.peekToken();
  if (token?.type !== 'int' && token?.type !== 'float')
    return { kind: 'attribute', target, name: attributeName(parser) };
  parser.nextToken();
  const indexes = token.value.split('.').filter((part) => part !== '');
  const node = indexes.reduce<Expression>(
    (inner, index) => ({
      kind: 'item',
      target: inner,
      key: { kind: 'constant', value: Number(index) },
    }),
    target,
  );
  return token.value.endsWith('.') ? readAttribute(parser, node) : node;
}

function attributeName(parser: Parser): string {
  const token = parser.peekToken();
  if (token?.type !== 'none' && token?.type !== 'boolean') return expectName(parser);
  parser.nextToken();
  return token.value;
}

function readSubscript(parser: Parser, target: Expression): Expression {
  const bounds: (Expression | null)[] = [readBound(parser)];
  while (parser.skip('colon')) bounds.push(readBound(parser));
  expect(parser, 'right-bracket', '"]"');
  const [key] = bounds;
  if (bounds.length > 1 && bounds.length <= 3) return { kind: 'slice', target, bounds };
  if (bounds.length === 1 && key !== null && key !== undefined)
    return { kind: 'item', target, key };
  throw new TemplateProblem('what stands between "[" and "]" is no index');
}

const readBound = (parser: Parser): Expression | null =>
  isNext(parser, 'colon') || isNext(parser, 'right-bracket') ? null : parser.parseExpression();
