/** What `%h` and the like stand for; only those that a keyword knows. */
export type Tokens = Readonly<Record<string, string>>;

/** The text with its tokens, or what is wrong with it. `%%` is always known. */
export const expandTokens = (text: string, tokens: Tokens): string | UnknownToken =>
  expand(text, /%(.?)/gs, { ...tokens, '%': '%' });

/** `${NAME}` from the environment, where a keyword knows it. */
export const expandEnvironment = (
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string | UnknownToken => expand(text, /\$\{([^}]*)\}/g, env);

function expand(
  text: string,
  pattern: RegExp,
  values: Readonly<Record<string, string | undefined>>,
): string | UnknownToken {
  const found = [...text.matchAll(pattern)];
  const unknown = found.find(([, name = '']) => values[name] === undefined);
  if (unknown !== undefined) return new UnknownToken(unknown[0]);
  return text.replaceAll(pattern, (_, name: string) => values[name] ?? '');
}

export class UnknownToken {
  readonly token: string;

  constructor(token: string) {
    this.token = token;
  }
}
