import type { ShellCommand } from '../../model/command.ts';
import type { Fact } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';

/** An answer of lines `key value`: all values of a key, the first (empty where there is none), whether there is one. */
export interface Keyed {
  readonly all: (key: string) => readonly string[];
  readonly first: (key: string) => string;
  readonly has: (key: string) => boolean;
}

export function keyed(text: string): Keyed {
  const pairs = text.split('\n').map((line) => {
    const at = line.indexOf(' ');
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).trim()];
  });
  const all = (key: string): readonly string[] =>
    pairs.flatMap(([name, value = '']) => (name === key ? [value] : []));
  return { all, first: (key) => all(key)[0] ?? '', has: (key) => all(key).length > 0 };
}

/** The words of a value, however many blanks stand between them. */
export const words = (value: string): readonly string[] =>
  value.split(/\s+/).filter((word) => word !== '');

/** A whole number, null where the text is none. */
export const numberIn = (text: string | undefined): number | null =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;

/** The n-th word of a value, empty where it has fewer. */
export const wordAt = (value: string, index: number): string => words(value)[index] ?? '';

/** One check's question, asked as root. Its arguments are in the name, as in every fact's. */
export const preflightFact = <T extends Json>(
  name: string,
  command: ShellCommand,
  read: (answer: Keyed) => T,
): Fact<T> => ({
  name: `preflight ${name}`,
  command,
  as: 'root',
  parse: ({ stdout }) => read(keyed(stdout)),
});
