import nunjucks from 'nunjucks';
import type { Expression } from './ast.ts';

/** What we use of nunjucks' lexer and parser. Its published types leave both out. */
export interface Token {
  readonly type: string;
  readonly value: string;
  readonly lineno: number;
  readonly colno: number;
}

export interface Tokenizer {
  in_code: boolean;
  readonly index: number;
  readonly str: string;
  trimBlocks: boolean;
  nextToken(): Token | null;
  current(): string;
  forward(): void;
  isFinished(): boolean;
  _matches(text: string): boolean | null;
  _extractString(text: string): string | null;
  _parseString(delimiter: string): string;
}

/** A statement, a piece of text or an output. Ours have a `kind`, nunjucks' a `typename`. */
export interface StatementNode {
  readonly typename?: string;
}

export interface Parser {
  readonly tokens: Tokenizer;
  dropLeadingWhitespace: boolean;
  readonly breakOnBlocks: readonly string[] | null;
  nextToken(): Token | null;
  peekToken(): Token | null;
  pushToken(token: Token | null): void;
  skip(type: string): boolean;
  skipValue(type: string, value: string): boolean;
  skipSymbol(name: string): boolean;
  advanceAfterBlockEnd(name?: string): Token;
  parseUntilBlocks(...names: readonly string[]): NodeList;
  parseNodes(): readonly StatementNode[];
  parseStatement(): StatementNode | null;
  /** Ours: see parse-template.ts. */
  parseExpression(): Expression;
}

export interface NodeList extends StatementNode {
  readonly children: readonly StatementNode[];
}

interface Internals {
  readonly lexer: {
    readonly lex: (
      source: string,
      options: { readonly trimBlocks: boolean; readonly lstripBlocks: boolean },
    ) => Tokenizer;
  };
  readonly parser: { readonly Parser: new (tokens: Tokenizer) => Parser };
}

export const { lexer, parser } = nunjucks as unknown as Internals;
