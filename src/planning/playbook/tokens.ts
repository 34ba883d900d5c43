/** One word of a `when`. `at` counts from 0. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end';
  /** Without the quotes of a text. */
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<number>-?\d+(?:\.\d+)?)|'(?<single>[^'\\]*)'|"(?<double>[^"\\]*)"|(?<sign>==|!=|[()]))/y;

/** Null in place of what is no token; the last one is `end`. */
export function tokensOf(text: string): readonly Token[] | { readonly wrongAt: number } {
  const tokens: Token[] = [];
  for (let at = 0; text.slice(at).trim() !== '';) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) return { wrongAt: at + text.slice(at).search(/\S/) };
    tokens.push(tokenOf(found.groups ?? {}, at));
    at = TOKEN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: number): Token {
  const { name, number, sign, single, double } = groups;
  if (name !== undefined) return { kind: 'name', text: name, at };
  if (number !== undefined) return { kind: 'number', text: number, at };
  if (sign !== undefined) return { kind: 'sign', text: sign, at };
  return { kind: 'text', text: single ?? double ?? '', at };
}
