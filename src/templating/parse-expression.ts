import {
  NO_ARGUMENTS,
  type Arguments,
  type ArithmeticSign,
  type CompareSign,
  type Expression,
} from './ast.ts';
import type { Parser } from './nunjucks.ts';
import { readArguments } from './parse-arguments.ts';
import { readPostfix, readPrimary } from './parse-primary.ts';
import { TemplateProblem } from './problem.ts';
import { expectName, isNext, isWord, takeSign } from './token-stream.ts';

/** An expression with Jinja's precedence, which differs from nunjucks': `2 * 3 % 4`, `x is defined | string`, `a if b if c`. */
export function readExpression(parser: Parser): Expression {
  let node = readOr(parser);
  while (parser.skipSymbol('if')) {
    const condition = readOr(parser);
    const otherwise = parser.skipSymbol('else') ? readExpression(parser) : null;
    node = { kind: 'if', condition, then: node, otherwise };
  }
  return node;
}

/** Without an inline if: what stands after `in` of a loop. */
export function readOr(parser: Parser): Expression {
  let left = readAnd(parser);
  while (parser.skipSymbol('or')) left = { kind: 'or', left, right: readAnd(parser) };
  return left;
}

function readAnd(parser: Parser): Expression {
  let left = readNot(parser);
  while (parser.skipSymbol('and')) left = { kind: 'and', left, right: readNot(parser) };
  return left;
}

function readNot(parser: Parser): Expression {
  return parser.skipSymbol('not') ? { kind: 'not', of: readNot(parser) } : readCompare(parser);
}

const COMPARING: readonly CompareSign[] = ['==', '!=', '<=', '>=', '<', '>'];

function readCompare(parser: Parser): Expression {
  const first = readSum(parser);
  const rest: { readonly sign: CompareSign; readonly right: Expression }[] = [];
  for (let sign = readSign(parser); sign !== null; sign = readSign(parser))
    rest.push({ sign, right: readSum(parser) });
  return rest.length === 0 ? first : { kind: 'compare', first, rest };
}

function readSign(parser: Parser): CompareSign | null {
  if (parser.skipSymbol('in')) return 'in';
  if (!isWord(parser, 'not')) return takeSign(parser, COMPARING);
  parser.nextToken();
  if (parser.skipSymbol('in')) return 'not in';
  throw new TemplateProblem('"not" stands where only "not in" could');
}

type Reader = (parser: Parser) => Expression;

const binary =
  (operand: Reader, signs: readonly ArithmeticSign[]): Reader =>
  (parser) => {
    let left = operand(parser);
    for (let sign = takeSign(parser, signs); sign !== null; sign = takeSign(parser, signs))
      left = { kind: 'binary', sign, left, right: operand(parser) };
    return left;
  };

const readPower = binary((parser) => readUnary(parser, true), ['**']);
const readProduct = binary(readPower, ['*', '/', '//', '%']);
const readSum = binary(readConcat, ['+', '-']);

function readConcat(parser: Parser): Expression {
  const parts = [readProduct(parser)];
  while (parser.skip('tilde')) parts.push(readProduct(parser));
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind: 'concat', parts };
}

function readUnary(parser: Parser, hasFilters: boolean): Expression {
  const sign = takeSign(parser, ['-', '+']);
  const node: Expression =
    sign === null
      ? readPrimary(parser)
      : { kind: sign === '-' ? 'minus' : 'plus', of: readUnary(parser, false) };
  const whole = readPostfix(parser, node);
  return hasFilters ? readFilters(parser, whole) : whole;
}

function readFilters(parser: Parser, node: Expression): Expression {
  let target = node;
  for (;;) {
    if (parser.skip('pipe')) target = readFilter(parser, target);
    else if (parser.skipSymbol('is')) target = readTest(parser, target);
    else if (isNext(parser, 'left-paren'))
      target = { kind: 'call', target, args: readArguments(parser) };
    else return target;
  }
}

function readFilter(parser: Parser, target: Expression): Expression {
  const name = readDottedName(parser);
  const args = isNext(parser, 'left-paren') ? readArguments(parser) : NO_ARGUMENTS;
  return { kind: 'filter', name, target, args };
}

/** `ansible.builtin.to_json` is `to_json`. */
export function readDottedName(parser: Parser): string {
  const parts = [expectName(parser)];
  while (takeSign(parser, ['.']) !== null) parts.push(expectName(parser));
  return parts.join('.').replace(/^ansible\.(?:builtin|legacy)\./, '');
}

const BARE_ARGUMENT = ['symbol', 'string', 'int', 'float', 'boolean', 'none'];

function readTest(parser: Parser, target: Expression): Expression {
  const isNegated = parser.skipSymbol('not');
  const name = readTestName(parser);
  const args = isNext(parser, 'left-paren') ? readArguments(parser) : readBareArgument(parser);
  const test: Expression = { kind: 'test', name, target, args };
  return isNegated ? { kind: 'not', of: test } : test;
}

/** `is none`, `is true` and `is in` have names that are tokens of another kind elsewhere. */
function readTestName(parser: Parser): string {
  const token = parser.peekToken();
  if (token?.type !== 'none' && token?.type !== 'boolean') return readDottedName(parser);
  parser.nextToken();
  return token.value;
}

function readBareArgument(parser: Parser): Arguments {
  const token = parser.peekToken();
  const isArgument =
    token !== null &&
    (BARE_ARGUMENT.includes(token.type) || ['left-bracket', 'left-curly'].includes(token.type)) &&
    !['else', 'or', 'and', 'if', 'not', 'in'].includes(token.value);
  if (!isArgument) return NO_ARGUMENTS;
  if (token.value === 'is') throw new TemplateProblem('"is" stands twice');
  return { positional: [readPostfix(parser, readPrimary(parser))], named: [] };
}
