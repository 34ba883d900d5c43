import type { ArithmeticSign } from './ast.ts';
import { withinItems, withinSize } from './budget.ts';
import { asTuple, Float, isList, isTuple, type Cell } from './cell.ts';
import { isFloat, kindOf, numberOf, used } from './kinds.ts';
import { printf } from './printf.ts';
import { TemplateProblem } from './problem.ts';

/** Python's arithmetic on bare values: whole numbers stay whole, `/` makes a float, `%` has the sign of its right side. */
export function calculate(sign: ArithmeticSign, left: Cell, right: Cell): Cell {
  const [a, b] = [used(left), used(right)];
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null)
    return result(
      onNumbers(sign, x, y),
      sign === '/' || isFloat(a) || isFloat(b) || isRoot(sign, y),
    );
  if (sign === '+') return joined(a, b);
  if (sign === '*') return repeated(a, b);
  if (sign === '%' && typeof a === 'string') return printf(a, isTupleOf(b));
  throw cannot(sign, a, b);
}

const isRoot = (sign: ArithmeticSign, y: number): boolean => sign === '**' && y < 0;

const isTupleOf = (cell: Cell): readonly Cell[] => (isList(cell) && isTuple(cell) ? cell : [cell]);

function onNumbers(sign: ArithmeticSign, x: number, y: number): number {
  if (['/', '//', '%'].includes(sign) && y === 0) throw new TemplateProblem('it divides by zero');
  switch (sign) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '//':
      return Math.floor(x / y);
    case '%':
      return ((x % y) + y) % y;
    case '**':
      return x ** y;
  }
}

export function result(value: number, isAFloat: boolean): Cell {
  if (isAFloat) return Float.of(value);
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  throw new TemplateProblem('a number gets too large');
}

function joined(a: Cell, b: Cell): Cell {
  if (typeof a === 'string' && typeof b === 'string') return withinSize(a + b);
  if (!isList(a) || !isList(b) || isTuple(a) !== isTuple(b)) throw cannot('+', a, b);
  withinItems(a.length + b.length);
  return isTuple(a) ? asTuple([...a, ...b]) : [...a, ...b];
}

function repeated(a: Cell, b: Cell): Cell {
  const [what, times] = typeof a === 'number' ? [b, a] : [a, b];
  if (typeof times !== 'number' || !Number.isInteger(times)) throw cannot('*', a, b);
  const count = Math.max(0, times);
  if (typeof what === 'string') {
    withinSize('', what.length * count);
    return what.repeat(count);
  }
  if (!isList(what)) throw cannot('*', a, b);
  withinItems(what.length * count);
  return Array.from({ length: count }, () => what).flat();
}

const cannot = (sign: string, a: Cell, b: Cell): TemplateProblem =>
  new TemplateProblem(
    `"${sign}" can't join the types ${kindOf(a)} and ${kindOf(b)}`,
    'Make them alike first, with `| int` or `| string`.',
  );
