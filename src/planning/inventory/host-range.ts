import { LineProblem } from './problem.ts';

/** One line that gives more is a slip of a finger. */
const MOST_HOSTS = 100_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const HINT = 'Write it like web[1:20], web[01:20], web[a:f] or web[1:20:2].';

/** All names of `web[01:20]-[a:c]`, in Ansible's order; the name itself where it has no range. @throws LineProblem */
export function expandRange(pattern: string): readonly string[] {
  let names: readonly string[] = [pattern];
  while (names.some((name) => name.includes('['))) names = expandFirst(names);
  return names;
}

/** What stands before the first range differs; that range and what follows is the same in all names. */
function expandFirst(names: readonly string[]): readonly string[] {
  const all: string[] = [];
  for (const name of names) {
    for (const expanded of expandOne(name)) all.push(expanded);
    if (all.length > MOST_HOSTS)
      throw new LineProblem(
        `the range gives more than ${String(MOST_HOSTS)} hosts`,
        'Write a smaller range.',
      );
  }
  return all;
}

function expandOne(name: string): readonly string[] {
  const parts = name.replace('[', '|').replace(']', '|').split('|');
  const [head, range, tail] = parts;
  if (head === undefined || range === undefined || tail === undefined || parts.length !== 3)
    throw new LineProblem(`the range in ${name} is not whole`, HINT);
  return members(range).map((member) => `${head}${member}${tail}`);
}

function members(range: string): readonly string[] {
  const bounds = /^([^:]*):([^:]*)(?::([^:]*))?$/.exec(range);
  if (bounds === null) throw new LineProblem(`[${range}] is no range`, HINT);
  const [, first = '', end = '', step = '1'] = bounds;
  if (end === '') throw new LineProblem(`the range [${range}] has no end`, HINT);
  const begin = first.padStart(1, '0');
  const isPadded = /^0./.test(begin);
  if (isPadded && begin.length !== end.length)
    throw new LineProblem(`the ends of [${range}] differ in length`, HINT);
  const width = isPadded ? end.length : 0;
  return letters(begin, end, step) ?? numbers(range, [begin, end, step], width);
}

/** Null where an end is no letter. */
function letters(begin: string, end: string, step: string): readonly string[] | null {
  const from = LETTERS.indexOf(begin);
  const to = LETTERS.indexOf(end);
  if (from < 0 || to < 0) return null;
  if (from > to)
    throw new LineProblem(`[${begin}:${end}] runs backwards: a to z come before A to Z`, HINT);
  const by = toWhole(step);
  if (by === null || by === 0) return null;
  return by < 0
    ? []
    : Array.from(LETTERS.slice(from, to + 1)).filter((_, index) => index % by === 0);
}

function numbers(range: string, ends: readonly string[], width: number): readonly string[] {
  const [begin, end, step] = ends.map(toWhole);
  if (begin == null || end == null || step == null || step === 0)
    throw new LineProblem(`[${range}] has neither two numbers nor two letters`, HINT);
  const count = Math.max(0, Math.ceil((end + 1 - begin) / step));
  if (count > MOST_HOSTS)
    throw new LineProblem(`[${range}] gives more than ${String(MOST_HOSTS)} hosts`, HINT);
  return Array.from({ length: count }, (_, index) => padded(begin + index * step, width));
}

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}

/** As Python's `int` reads it. */
const toWhole = (text: string): number | null =>
  /^\s*[+-]?\d(?:_?\d)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : null;
