import { itemsOf, textArgument, textsArgument, wholeArgument } from '../arguments.ts';
import { withinSize } from '../budget.ts';
import { asTuple, type CallArguments, type Cell } from '../cell.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';
import { capitalized, splitLines, splitText, stripped, titled } from '../words.ts';
import { formatBraces } from './format.ts';
import { bareArguments, bound, method, type Method, type Run } from './method.ts';
import { hiding } from '../kinds.ts';

/** Python's methods of texts. A secret among the arguments hides the result. */
export function textMethod(text: string, name: string): Run | undefined {
  const run = bound(METHODS, text, name);
  if (run === undefined) return undefined;
  return (args: CallArguments) =>
    hiding([...args.positional, ...args.named.values()], () => run(bareArguments(args)));
}

const plain =
  (run: (text: string) => Cell): Method<string>['run'] =>
  (text) =>
    run(text);

const is = (pattern: RegExp): Method<string> => method([], (text) => pattern.test(text));

const padded = (text: string, width: Cell | undefined, pad: (by: number) => string): string => {
  const by = wholeArgument(width, 0);
  withinSize('', by);
  return by > text.length ? pad(by) : text;
};

const METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  [
    'lower',
    method(
      [],
      plain((text) => text.toLowerCase()),
    ),
  ],
  [
    'upper',
    method(
      [],
      plain((text) => text.toUpperCase()),
    ),
  ],
  ['capitalize', method([], plain(capitalized))],
  ['title', method([], plain(titled))],
  [
    'swapcase',
    method([], (text) =>
      Array.from(text)
        .map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
        .join(''),
    ),
  ],
  ['strip', method(['chars'], (text, [chars]) => stripped(text, chars, 'both'))],
  ['lstrip', method(['chars'], (text, [chars]) => stripped(text, chars, 'left'))],
  ['rstrip', method(['chars'], (text, [chars]) => stripped(text, chars, 'right'))],
  [
    'startswith',
    method(['prefix'], (text, [prefix]) => textsArgument(prefix).some((p) => text.startsWith(p))),
  ],
  [
    'endswith',
    method(['suffix'], (text, [suffix]) => textsArgument(suffix).some((s) => text.endsWith(s))),
  ],
  ['split', method(['sep', 'maxsplit'], (text, args) => splitText(text, args, 'left'))],
  ['rsplit', method(['sep', 'maxsplit'], (text, args) => splitText(text, args, 'right'))],
  ['splitlines', method([], plain(splitLines))],
  [
    'join',
    method(['items'], (text, [items = []]) => withinSize(itemsOf(items).map(textOf).join(text))),
  ],
  [
    'replace',
    method(['old', 'new', 'count'], (text, [old, by, count]) =>
      replaced(text, [textArgument(old, ''), textArgument(by, '')], wholeArgument(count, -1)),
    ),
  ],
  ['find', method(['sub'], (text, [sub]) => text.indexOf(textArgument(sub, '')))],
  ['rfind', method(['sub'], (text, [sub]) => text.lastIndexOf(textArgument(sub, '')))],
  [
    'index',
    method(['sub'], (text, [sub]) => {
      const index = text.indexOf(textArgument(sub, ''));
      if (index === -1) throw new TemplateProblem('the text does not contain the other');
      return index;
    }),
  ],
  ['count', method(['sub'], (text, [sub]) => text.split(textArgument(sub, '')).length - 1)],
  ['partition', method(['sep'], (text, [sep]) => partition(text, textArgument(sep, ' '), 'left'))],
  [
    'rpartition',
    method(['sep'], (text, [sep]) => partition(text, textArgument(sep, ' '), 'right')),
  ],
  [
    'removeprefix',
    method(['prefix'], (text, [prefix]) => {
      const start = textArgument(prefix, '');
      return text.startsWith(start) ? text.slice(start.length) : text;
    }),
  ],
  [
    'removesuffix',
    method(['suffix'], (text, [suffix]) => {
      const end = textArgument(suffix, '');
      return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
    }),
  ],
  [
    'zfill',
    method(['width'], (text, [width]) =>
      padded(text, width, (by) => {
        const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
        return sign + rest.padStart(by - sign.length, '0');
      }),
    ),
  ],
  [
    'ljust',
    method(['width', 'fill'], (text, [width, fill]) =>
      padded(text, width, (by) => text.padEnd(by, textArgument(fill, ' '))),
    ),
  ],
  [
    'rjust',
    method(['width', 'fill'], (text, [width, fill]) =>
      padded(text, width, (by) => text.padStart(by, textArgument(fill, ' '))),
    ),
  ],
  ['isdigit', is(/^\p{Nd}+$/u)],
  ['isnumeric', is(/^\p{N}+$/u)],
  ['isalpha', is(/^\p{L}+$/u)],
  ['isalnum', is(/^[\p{L}\p{N}]+$/u)],
  ['isspace', is(/^\s+$/)],
  ['isupper', method([], (text) => text === text.toUpperCase() && text !== text.toLowerCase())],
  ['islower', method([], (text) => text === text.toLowerCase() && text !== text.toUpperCase())],
  [
    'format',
    { params: [], hasRest: true, hasNamed: true, run: (text, _, all) => formatBraces(text, all) },
  ],
]);

export function replaced(
  text: string,
  [old, by]: readonly [string, string],
  count: number,
): string {
  const parts = text.split(old);
  const most = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  withinSize('', text.length + most * Math.max(0, by.length - old.length));
  return [parts.slice(0, most + 1).join(by), ...parts.slice(most + 1)].join(old);
}

function partition(text: string, sep: string, from: 'left' | 'right'): Cell {
  const index = from === 'left' ? text.indexOf(sep) : text.lastIndexOf(sep);
  if (index === -1) return asTuple(from === 'left' ? [text, '', ''] : ['', '', text]);
  return asTuple([text.slice(0, index), sep, text.slice(index + sep.length)]);
}
