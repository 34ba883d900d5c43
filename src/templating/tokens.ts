import { lexer, type Token, type Tokenizer } from './nunjucks.ts';
import { TemplateProblem } from './problem.ts';
import { unescape } from './unescape.ts';

export interface LexOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  /** Ansible takes a backslash between `{{` and `}}` of a playbook as itself, and in a file as Python does. */
  readonly hasRawBackslashes: boolean;
}

const OPENING = ['left-paren', 'left-bracket', 'left-curly'];
const CLOSING = ['right-paren', 'right-bracket', 'right-curly'];

interface State {
  depth: number;
  isVariable: boolean;
  isComment: boolean;
}

/** nunjucks' lexer, taught where Jinja's differs: strings, brackets before `}}`, regular expressions and JavaScript's signs. */
export function tokenize(source: string, options: LexOptions): Tokenizer {
  const tokens = lexer.lex(source, options);
  const state: State = { depth: 0, isVariable: false, isComment: false };
  const [nextToken, matches, extract] = [
    tokens.nextToken.bind(tokens),
    tokens._matches.bind(tokens),
    tokens._extractString.bind(tokens),
  ];
  // `#}` ends nothing where no comment has begun: `$#}` is common in shell.
  tokens._matches = (text) => (text === '#}' && !state.isComment ? false : matches(text));
  tokens._extractString = (text) => (state.depth > 0 && isEnd(text) ? null : extract(text));
  tokens._parseString = (delimiter) => {
    const written = readString(tokens, delimiter);
    return state.isVariable && options.hasRawBackslashes ? written : unescape(written);
  };
  tokens.nextToken = () => {
    if (isDivisionOfR(tokens)) return readR(tokens);
    state.isComment = !tokens.in_code && matches('{#') === true;
    const token = nextToken();
    if (token !== null) follow(state, token);
    if (token?.type === 'comment' && options.trimBlocks && tokens.current() === '\n')
      tokens.forward();
    return token && asJinja(token);
  };
  return tokens;
}

const isEnd = (text: string): boolean => text.endsWith('}}') || text.endsWith('%}');

function readString(tokens: Tokenizer, delimiter: string): string {
  tokens.forward();
  let text = '';
  while (!tokens.isFinished() && tokens.current() !== delimiter) {
    if (tokens.current() === '\\') {
      text += '\\';
      tokens.forward();
    }
    text += tokens.current();
    tokens.forward();
  }
  if (tokens.isFinished()) throw new TemplateProblem('a quote is not closed');
  tokens.forward();
  return text;
}

/** To nunjucks `r/` begins a regular expression; to Jinja it divides r. */
const isDivisionOfR = (tokens: Tokenizer): boolean =>
  tokens.in_code && tokens.str.startsWith('r/', tokens.index);

function readR(tokens: Tokenizer): Token {
  tokens.forward();
  return { type: 'symbol', value: 'r', lineno: 0, colno: 0 };
}

function follow(state: State, { type }: Token): void {
  if (type === 'variable-start' || type === 'block-start') {
    state.depth = 0;
    state.isVariable = type === 'variable-start';
  }
  if (OPENING.includes(type)) state.depth += 1;
  if (CLOSING.includes(type)) state.depth = Math.max(0, state.depth - 1);
}

function asJinja(token: Token): Token {
  const { type, value } = token;
  if (type === 'none' && value === 'null') return { ...token, type: 'symbol' };
  if (type === 'operator' && !OPERATORS.includes(value))
    throw new TemplateProblem(`"${value}" is no operator`);
  if (type !== 'symbol' || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(value)) return token;
  if (/^\d[\d_]*$/.test(value)) return { ...token, type: 'int', value: value.replaceAll('_', '') };
  if (/^\d+e\d+$/i.test(value)) return { ...token, type: 'float' };
  throw new TemplateProblem(`"${value}" can't be read`);
}

const OPERATORS = [
  ...['==', '!=', '<', '>', '<=', '>=', '=', '.'],
  ...['+', '-', '*', '**', '/', '//', '%'],
];
