import type { Body, Branch, Expression, Macro, Statement, Target } from './ast.ts';
import { parser as library, type NodeList, type StatementNode } from './nunjucks.ts';
import { readArguments } from './parse-arguments.ts';
import { readDottedName, readExpression, readOr } from './parse-expression.ts';
import { TemplateProblem } from './problem.ts';
import { described, expect, expectName, isNext, takeSign } from './token-stream.ts';
import { tokenize, type LexOptions } from './tokens.ts';
import { NO_ARGUMENTS } from './ast.ts';

/** Reads a template. @throws TemplateProblem */
export function parseTemplate(source: string, options: LexOptions): Body {
  // Jinja drops one newline at the end; who renders puts it back.
  const text = source.replace(/\r\n|\r/g, '\n').replace(/\n$/, '');
  return guarded(() => bodyOf(new JinjaParser(tokenize(text, options)).parseNodes()));
}

/** Reads an expression alone. @throws TemplateProblem */
export function parseExpression(source: string): Expression {
  const options = { trimBlocks: false, lstripBlocks: false, hasRawBackslashes: false };
  return guarded(() => {
    const parser = new JinjaParser(tokenize(`{%${source}`, options));
    parser.nextToken();
    const expression = parser.parseExpression();
    const end = parser.nextToken();
    if (end === null) return expression;
    throw new TemplateProblem(`${described(end)} can't follow what stands before it`);
  });
}

/** nunjucks throws errors of its own, and of JavaScript where a token is missing. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateProblem) throw error;
    if (error instanceof RangeError) throw new TemplateProblem('it is nested too deeply');
    const says = error instanceof Error ? error.message : String(error);
    const words = /(?:unknown block tag: \S+|expected .*|unexpected .*)/i.exec(says)?.[0];
    throw new TemplateProblem(error instanceof TypeError || !words ? 'a tag is not whole' : words);
  }
}

type Reader = (parser: JinjaParser) => Statement;

/** nunjucks reads text, raw, comments and whitespace control; statements and expressions are Jinja's. */
class JinjaParser extends library.Parser {
  override parseExpression(): Expression {
    return readExpression(this);
  }

  override parseStatement(): StatementNode | null {
    takeSign(this, ['+']);
    const name = this.peekToken()?.value ?? '';
    if (this.breakOnBlocks?.includes(name) === true) return null;
    const read = STATEMENTS.get(name);
    if (read !== undefined) {
      this.nextToken();
      return read(this) as StatementNode;
    }
    throw new TemplateProblem(`there is no tag "${name}"${UNSUPPORTED.get(name) ?? ''}`);
  }
}

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['include', ' here: write the text itself'],
  ['import', ' here: write the macro itself'],
  ['from', ' here: write the macro itself'],
  ['extends', ' here: write the text itself'],
  ['block', ' here: write the text itself'],
]);

const STATEMENTS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['if', readIf],
  ['for', readFor],
  ['set', readSet],
  ['macro', readMacro],
  ['call', readCall],
  ['filter', readFiltered],
  ['with', readWith],
  ['raw', readRaw],
]);

function readIf(parser: JinjaParser): Statement {
  const branches: Branch[] = [];
  for (;;) {
    const condition = parser.parseExpression();
    parser.advanceAfterBlockEnd('if');
    branches.push({ condition, body: readBody(parser, 'elif', 'else', 'endif') });
    if (!parser.skipSymbol('elif')) break;
  }
  return { kind: 'choice', branches, otherwise: readElse(parser, 'endif') };
}

/** What follows `else`, up to the end, which is taken. */
function readElse(parser: JinjaParser, end: string): Body {
  if (!parser.skipSymbol('else')) {
    takeEnd(parser, end);
    return [];
  }
  parser.advanceAfterBlockEnd('else');
  const body = readBody(parser, end);
  takeEnd(parser, end);
  return body;
}

function readBody(parser: JinjaParser, ...ends: readonly string[]): Body {
  const body = bodyOf(parser.parseUntilBlocks(...ends).children);
  if (parser.peekToken() !== null) return body;
  throw new TemplateProblem(`{% ${ends.at(-1) ?? ''} %} is missing`);
}

function takeEnd(parser: JinjaParser, end: string): void {
  if (!parser.skipSymbol(end)) throw new TemplateProblem(`{% ${end} %} is missing`);
  // `{% endmacro name %}` is allowed.
  if (isNext(parser, 'symbol')) parser.nextToken();
  parser.advanceAfterBlockEnd(end);
}

function readFor(parser: JinjaParser): Statement {
  const target = readNames(parser);
  if (!parser.skipSymbol('in')) throw new TemplateProblem('"in" is missing in {% for %}');
  const over = readOr(parser);
  const condition = parser.skipSymbol('if') ? parser.parseExpression() : null;
  if (parser.skipSymbol('recursive'))
    throw new TemplateProblem('a recursive loop is not supported: write a macro');
  parser.advanceAfterBlockEnd('for');
  const body = readBody(parser, 'else', 'endfor');
  return { kind: 'loop', target, over, condition, body, otherwise: readElse(parser, 'endfor') };
}

function readNames(parser: JinjaParser): readonly string[] {
  const hasParentheses = parser.skip('left-paren');
  const names = [expectName(parser)];
  while (parser.skip('comma')) names.push(expectName(parser));
  if (hasParentheses) expect(parser, 'right-paren', '")"');
  return names;
}

function readTarget(parser: JinjaParser): Target {
  const names = readNames(parser);
  const [of = ''] = names;
  if (names.length > 1 || takeSign(parser, ['.']) === null) return { kind: 'names', names };
  return { kind: 'attribute', of, name: expectName(parser) };
}

function readSet(parser: JinjaParser): Statement {
  const target = readTarget(parser);
  if (takeSign(parser, ['=']) !== null) {
    const first = parser.parseExpression();
    const items = [first];
    while (parser.skip('comma')) items.push(parser.parseExpression());
    parser.advanceAfterBlockEnd('set');
    return { kind: 'set', target, value: items.length > 1 ? { kind: 'tuple', items } : first };
  }
  parser.advanceAfterBlockEnd('set');
  const body = readBody(parser, 'endset');
  takeEnd(parser, 'endset');
  return { kind: 'capture', target, body };
}

function readMacro(parser: JinjaParser): Statement {
  const name = expectName(parser);
  return { kind: 'macro', macro: readMacroRest(parser, name, 'endmacro') };
}

function readMacroRest(parser: JinjaParser, name: string, end: string): Macro {
  const parameters = isNext(parser, 'left-paren') ? readParameters(parser) : [];
  parser.advanceAfterBlockEnd('macro');
  const body = readBody(parser, end);
  takeEnd(parser, end);
  return { name, parameters, body };
}

function readParameters(parser: JinjaParser): Macro['parameters'] {
  expect(parser, 'left-paren', '"("');
  const parameters: (readonly [string, Expression | null])[] = [];
  while (!parser.skip('right-paren')) {
    if (parameters.length > 0) expect(parser, 'comma', '","');
    const name = expectName(parser);
    parameters.push([name, takeSign(parser, ['=']) === null ? null : parser.parseExpression()]);
  }
  return parameters;
}

function readCall(parser: JinjaParser): Statement {
  const parameters = isNext(parser, 'left-paren') ? readParameters(parser) : [];
  const call = parser.parseExpression();
  parser.advanceAfterBlockEnd('call');
  const body = readBody(parser, 'endcall');
  takeEnd(parser, 'endcall');
  if (call.kind !== 'call') throw new TemplateProblem('{% call %} needs a call of a macro');
  return { kind: 'call', call, caller: { name: 'caller', parameters, body } };
}

function readFiltered(parser: JinjaParser): Statement {
  const name = readDottedName(parser);
  const args = isNext(parser, 'left-paren') ? readArguments(parser) : NO_ARGUMENTS;
  parser.advanceAfterBlockEnd('filter');
  const body = readBody(parser, 'endfilter');
  takeEnd(parser, 'endfilter');
  return { kind: 'filtered', name, args, body };
}

/** `{% with %}` is a loop of one turn: it has a scope of its own. */
function readWith(parser: JinjaParser): Statement {
  const names: string[] = [];
  const values: Expression[] = [];
  while (!isNext(parser, 'block-end')) {
    if (names.length > 0) expect(parser, 'comma', '","');
    names.push(expectName(parser));
    if (takeSign(parser, ['=']) === null) throw new TemplateProblem('"=" is missing in {% with %}');
    values.push(parser.parseExpression());
  }
  parser.advanceAfterBlockEnd('with');
  const body = readBody(parser, 'endwith');
  takeEnd(parser, 'endwith');
  const [only] = values;
  const item: Expression =
    only !== undefined && values.length === 1 ? only : { kind: 'tuple', items: values };
  const over: Expression = { kind: 'list', items: [item] };
  return { kind: 'loop', target: names, over, condition: null, body, otherwise: [] };
}

/** nunjucks knows no `{%- endraw -%}`, takes a missing one for the end, and drops a newline that Jinja keeps. */
function readRaw(parser: JinjaParser): Statement {
  const { tokens } = parser;
  const trims = tokens.trimBlocks;
  tokens.trimBlocks = false;
  parser.advanceAfterBlockEnd('raw');
  tokens.trimBlocks = trims;
  const rest = tokens.str.slice(tokens.index);
  const end = /\{%([-+]?)\s*endraw\s*([-+]?)%\}(\n?)/.exec(rest);
  if (end === null) throw new TemplateProblem('{% endraw %} is missing');
  const [all, before, after, newline = ''] = end;
  const length = end.index + all.length - (trims && after !== '+' ? 0 : newline.length);
  for (let index = 0; index < length; index += 1) tokens.forward();
  const written = rest.slice(0, end.index);
  const start = parser.dropLeadingWhitespace ? written.trimStart() : written;
  parser.dropLeadingWhitespace = after === '-';
  return { kind: 'text', text: before === '-' ? start.trimEnd() : start };
}

/** Our statements, with nunjucks' text and outputs turned into ours. */
function bodyOf(nodes: readonly StatementNode[]): Body {
  return nodes.flatMap((node): Body => {
    if (node.typename === undefined) return [node as Statement];
    const children = 'children' in node ? (node as NodeList).children : [];
    return children.map((child): Statement => outputOf(child));
  });
}

function outputOf(child: StatementNode): Statement {
  if (child.typename === 'TemplateData')
    return { kind: 'text', text: (child as unknown as { readonly value: string }).value };
  return { kind: 'output', expression: child as unknown as Expression };
}
