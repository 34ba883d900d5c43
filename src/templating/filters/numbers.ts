import { numberArgument, textArgument, wholeArgument } from '../arguments.ts';
import { result } from '../arithmetic.ts';
import { Float, type Cell } from '../cell.ts';
import { computing, type Filter } from '../filter.ts';
import { isFloat, numberOf } from '../kinds.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';

const INT = /^\s*[+-]?\d(?:_?\d)*\s*$/;
const FLOAT = /^\s*[+-]?(?:(?:\d(?:_?\d)*)?\.?\d(?:_?\d)*|\d(?:_?\d)*\.)(?:e[+-]?\d+)?\s*$/i;

/** Jinja's `int`: what can't be one becomes the default, which is 0. */
const int = computing(['default', 'base'], ({ value, args: [otherwise = 0, base] }) => {
  const by = wholeArgument(base, 10);
  if (typeof value === 'string' && by !== 10) return inBase(value, by) ?? otherwise;
  if (typeof value === 'string') {
    if (INT.test(value)) return result(Number(value.replaceAll('_', '')), false);
    return FLOAT.test(value) ? Math.trunc(Number(value.replaceAll('_', ''))) : otherwise;
  }
  const number = numberOf(value);
  return number === null || !Number.isFinite(number) ? otherwise : Math.trunc(number);
});

const PREFIXES: Readonly<Record<number, RegExp>> = { 16: /^0x/i, 8: /^0o/i, 2: /^0b/i };

function inBase(text: string, base: number): Cell | null {
  const [, sign = '', digits = ''] = /^\s*([+-]?)(\w+)\s*$/.exec(text) ?? [];
  const clean = digits.replace(PREFIXES[base] ?? /^(?!)/, '').toLowerCase();
  const value = parseInt(clean, base);
  if (clean === '' || Number.isNaN(value) || value.toString(base) !== clean.replace(/^0+(?=.)/, ''))
    return null;
  return sign === '-' ? -value : value;
}

const float = computing(['default'], ({ value, args: [otherwise = Float.of(0)] }) => {
  if (typeof value === 'string')
    return FLOAT.test(value) ? Float.of(Number(value.replaceAll('_', ''))) : otherwise;
  const number = numberOf(value);
  return number === null ? otherwise : Float.of(number);
});

const bool = computing([], ({ value }) => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return ['yes', 'on', '1', 'true'].includes(value.toLowerCase());
  return numberOf(value) === 1;
});

const ROUNDING: Readonly<Record<string, (value: number) => number>> = {
  common: halfToEven,
  ceil: Math.ceil,
  floor: Math.floor,
};

/** Python rounds a half to the even number. */
function halfToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

const round = computing(['precision', 'method'], ({ value, args: [precision, method] }) => {
  const places = Math.min(15, wholeArgument(precision, 0));
  const number = numberArgument(value);
  const kind = textArgument(method, 'common');
  const run = ROUNDING[kind];
  if (run === undefined)
    throw new TemplateProblem(`round knows common, ceil and floor, and not "${kind}"`);
  if (kind === 'common' && places > 0) return Float.of(Number(number.toFixed(places)));
  const scale = 10 ** places;
  const rounded = run(number * scale) / scale;
  return kind === 'common' && !isFloat(value) ? rounded : Float.of(rounded);
});

const abs = computing([], ({ value }) => result(Math.abs(numberArgument(value)), isFloat(value)));

const log = computing(['base'], ({ value, args: [base] }) => {
  const number = numberArgument(value);
  if (base === undefined) return Float.of(Math.log(number));
  const by = numberArgument(base);
  return Float.of(by === 10 ? Math.log10(number) : Math.log(number) / Math.log(by));
});

const pow = computing(['y'], ({ value, args: [y = 1] }) =>
  Float.of(numberArgument(value) ** numberArgument(y)),
);

const root = computing(['base'], ({ value, args: [base = 2] }) =>
  Float.of(numberArgument(value) ** (1 / numberArgument(base))),
);

const UNITS = ['Y', 'Z', 'E', 'P', 'T', 'G', 'M', 'K'];
const sizeOf = (unit: string): number => 1024 ** (UNITS.length - UNITS.indexOf(unit));

const humanReadable = computing([], ({ value }) => {
  const size = typeof value === 'string' ? Number(value) : numberArgument(value);
  const unit = UNITS.find((each) => size >= sizeOf(each));
  if (unit === undefined) return `${size.toFixed(2)} Bytes`;
  return `${(size / sizeOf(unit)).toFixed(2)} ${unit}B`;
});

const humanToBytes = computing(['default_unit'], ({ value, args: [unit] }) => {
  const [, digits, letters = ''] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(textOf(value)) ?? [];
  const letter = (letters || textArgument(unit, 'B')).charAt(0).toUpperCase();
  if (!digits || (letter !== 'B' && !UNITS.includes(letter)))
    throw new TemplateProblem(`human_to_bytes can't read "${textOf(value)}"`);
  return result(Math.round(Number(digits) * (letter === 'B' ? 1 : sizeOf(letter))), false);
});

export const NUMBER_FILTERS: readonly (readonly [string, Filter])[] = [
  ['int', int],
  ['float', float],
  ['bool', bool],
  ['round', round],
  ['abs', abs],
  ['log', log],
  ['pow', pow],
  ['root', root],
  ['human_readable', humanReadable],
  ['human_to_bytes', humanToBytes],
];
