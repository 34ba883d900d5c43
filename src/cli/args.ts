import { StemError } from '../model/errors.ts';

/** The arguments of one call, read by name. @throws StemError USAGE where a value is of another kind */
export interface Args {
  text(name: string): string | undefined;
  /** A pattern of hosts. It may be blank: whoever matches it refuses that with its own exit code. */
  pattern(name: string): string | undefined;
  /** A whole number, at least `least`. */
  number(name: string, least: number): number | undefined;
  flag(name: string): boolean;
  /** How often it was given: `-vv` is 2. */
  count(name: string): number;
  list(name: string): readonly string[];
  /** What stands behind `--`. */
  readonly words: readonly string[];
}

/** `values` is what yargs has parsed, every value still a text. */
export function argsOf(values: Readonly<Record<string, unknown>>): Args {
  const one = (name: string): string | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value)) throw usageError(`--${name} is given more than once`);
    return typeof value === 'string' ? value : '';
  };
  const filled = (name: string): string | undefined => {
    const text = one(name);
    if (text === '') throw usageError(`--${name} is empty`);
    return text;
  };
  return {
    text: filled,
    pattern: one,
    number: (name, least) => {
      const text = filled(name);
      if (text === undefined) return undefined;
      const value = Number(text);
      if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
      throw usageError(
        `--${name} must be a whole number of at least ${String(least)}, not "${text}"`,
      );
    },
    flag: (name) => values[name] === true,
    count: (name) => (typeof values[name] === 'number' ? values[name] : 0),
    list: (name) => [values[name] ?? []].flat().map(String),
    words: [values['--'] ?? []].flat().map(String),
  };
}

export const usageError = (
  message: string,
  hint = 'Run `stem-remote COMMAND --help` for the options of a command.',
): StemError => new StemError(message, { code: 'USAGE', hint });
