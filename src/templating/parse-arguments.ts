import type { Arguments, Expression } from './ast.ts';
import type { Parser } from './nunjucks.ts';
import { TemplateProblem } from './problem.ts';
import { expect } from './token-stream.ts';

/** The arguments of a call, a filter or a test, with their parentheses. */
export function readArguments(parser: Parser): Arguments {
  expect(parser, 'left-paren', '"("');
  const positional: Expression[] = [];
  const named: (readonly [string, Expression])[] = [];
  while (!parser.skip('right-paren')) {
    if (positional.length + named.length > 0) {
      expect(parser, 'comma', '","');
      if (parser.skip('right-paren')) break;
    }
    const value = parser.parseExpression();
    if (!parser.skipValue('operator', '=')) positional.push(unnamed(value, named.length));
    else if (value.kind === 'name') named.push([value.name, parser.parseExpression()]);
    else throw new TemplateProblem('what stands before "=" is no name of an argument');
  }
  return { positional, named };
}

function unnamed(value: Expression, namedBefore: number): Expression {
  if (namedBefore === 0) return value;
  throw new TemplateProblem('an argument without a name follows one with a name');
}
