import type { Cell } from './cell.ts';
import { withinSize } from './budget.ts';
import { numberOf } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { repr, textOf } from './text.ts';

const PLACE = /%[-+ 0#]*\d*(?:\.\d+)?[%sdifrxXoeg]|%/g;
const MOST_WIDTH = 10_000;

/** Python's `'%s: %05d' % (a, b)`. @throws TemplateProblem where the values do not fit */
export function printf(format: string, values: readonly Cell[]): string {
  let next = 0;
  const text = format.replace(PLACE, (all) => {
    if (all === '%%') return '%';
    if (all === '%') throw new TemplateProblem(`"${format}" has a "%" that stands for nothing`);
    const value = values[next];
    next += 1;
    if (value === undefined) throw new TemplateProblem(`"${format}" has more places than values`);
    const [, flags = '', width = '', places, kind = ''] =
      /^%([-+ 0#]*)(\d*)(?:\.(\d+))?(.)$/.exec(all) ?? [];
    const written = converted(kind, value, places === undefined ? null : Number(places));
    return padded(written, flags, Number(width));
  });
  if (next < values.length) throw new TemplateProblem(`"${format}" has fewer places than values`);
  return withinSize(text);
}

function converted(kind: string, value: Cell, places: number | null): string {
  if (kind === 's') return textOf(value).slice(0, places ?? undefined);
  if (kind === 'r') return repr(value).slice(0, places ?? undefined);
  const number = numberOf(value);
  const write = CONVERSIONS[kind];
  if (number === null || write === undefined)
    throw new TemplateProblem(`"%${kind}" needs a number`);
  return write(number, Math.min(places ?? 6, 100));
}

const whole = (value: number): string => Math.trunc(value).toString();

const CONVERSIONS: Readonly<Record<string, (value: number, places: number) => string>> = {
  d: whole,
  i: whole,
  x: (value) => Math.trunc(value).toString(16),
  X: (value) => Math.trunc(value).toString(16).toUpperCase(),
  o: (value) => Math.trunc(value).toString(8),
  f: (value, places) => value.toFixed(places),
  e: (value, places) => value.toExponential(places).replace(/e([+-])(\d)$/, 'e$10$2'),
  g: (value, places) => String(Number(value.toPrecision(Math.max(1, places)))),
};

function padded(text: string, flags: string, width: number): string {
  if (width > MOST_WIDTH) throw new TemplateProblem('a width is too large');
  const isNumeric = /^[-\d]/.test(text);
  const signed = isNumeric ? withSign(text, flags) : text;
  if (flags.includes('-')) return signed.padEnd(width);
  if (!flags.includes('0') || !isNumeric) return signed.padStart(width);
  const [, first = '', rest = ''] = /^([-+ ]?)(.*)$/s.exec(signed) ?? [];
  return first + rest.padStart(width - first.length, '0');
}

function withSign(number: string, flags: string): string {
  if (number.startsWith('-')) return number;
  return flags.includes('+') ? `+${number}` : flags.includes(' ') ? ` ${number}` : number;
}
