import type { Parser, Token } from './nunjucks.ts';
import { TemplateProblem } from './problem.ts';

/** Whether the next token is this word, which is left there. */
export const isWord = (parser: Parser, word: string): boolean => {
  const token = parser.peekToken();
  return token?.type === 'symbol' && token.value === word;
};

export const isNext = (parser: Parser, type: string): boolean => parser.peekToken()?.type === type;

export function expect(parser: Parser, type: string, what: string): Token {
  const token = parser.nextToken();
  if (token?.type === type) return token;
  throw new TemplateProblem(`${what} is missing before ${described(token)}`);
}

export const described = (token: Token | null): string =>
  token === null || token.type.endsWith('-end') ? 'the end' : `"${token.value}"`;

export function expectName(parser: Parser): string {
  const token = parser.nextToken();
  if (token?.type === 'symbol') return token.value;
  throw new TemplateProblem(`a name is missing before ${described(token)}`);
}

/** Takes the operator that stands next, if it is one of these. */
export function takeSign<T extends string>(parser: Parser, signs: readonly T[]): T | null {
  const token = parser.peekToken();
  const sign = token?.type === 'operator' ? signs.find((each) => each === token.value) : undefined;
  if (sign === undefined) return null;
  parser.nextToken();
  return sign;
}
