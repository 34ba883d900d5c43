import { textOf } from './text.ts';
import { textArgument, wholeArgument } from './arguments.ts';
import type { Cell } from './cell.ts';
import { TemplateProblem } from './problem.ts';

/** Python's ways with words and blanks, which filters and methods share. */
export const capitalized = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

/** Python's `str.title`: a letter after anything that is no letter. */
export const titled = (text: string): string =>
  text.replace(/\p{L}+/gu, (word) => capitalized(word));

/** Jinja's filter `title`: a letter after a blank, a hyphen or a bracket. */
export const titledByJinja = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .map((part) => capitalized(part))
    .join('');

type Side = 'left' | 'right' | 'both';

export function stripped(text: string, chars: Cell | undefined, side: Side): string {
  const set = chars === undefined || chars === null ? null : Array.from(textOf(chars));
  const isKept = (char: string): boolean => (set === null ? /\S/.test(char) : !set.includes(char));
  const letters = Array.from(text);
  const first = side === 'right' ? 0 : letters.findIndex(isKept);
  if (first === -1) return '';
  const last = side === 'left' ? letters.length - 1 : letters.findLastIndex(isKept);
  return letters.slice(first, last + 1).join('');
}

export const splitLines = (text: string): readonly string[] =>
  text.replace(/(?:\r\n|\r|\n)$/, '') === '' && text === ''
    ? []
    : text.replace(/(?:\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/);

/** `split` and `rsplit`: at blanks where no separator is given. */
export function splitText(
  text: string,
  [sep, most]: readonly (Cell | undefined)[],
  from: 'left' | 'right',
): readonly string[] {
  const limit = wholeArgument(most, -1);
  if (sep === undefined || sep === null) return splitAtBlanks(text, limit, from);
  const by = textArgument(sep, '');
  if (by === '') throw new TemplateProblem('a text can not be split at an empty text');
  const parts = text.split(by);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return from === 'left'
    ? [...parts.slice(0, limit), parts.slice(limit).join(by)]
    : [parts.slice(0, parts.length - limit).join(by), ...parts.slice(parts.length - limit)];
}

function splitAtBlanks(text: string, limit: number, from: 'left' | 'right'): readonly string[] {
  const words = [...text.matchAll(/\S+/g)];
  const texts = words.map(([word]) => word);
  if (limit < 0 || words.length <= limit + 1) return texts;
  if (from === 'left') {
    const rest = text.slice(words[limit]?.index).trimEnd();
    return [...texts.slice(0, limit), rest];
  }
  const last = words[words.length - limit - 1];
  const end = last === undefined ? 0 : last.index + last[0].length;
  return [text.slice(0, end).trimStart(), ...texts.slice(words.length - limit)];
}
