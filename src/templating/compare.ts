import type { CompareSign } from './ast.ts';
import { isDict, isList, valueOf, type Cell } from './cell.ts';
import { bare, kindOf, numberOf, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';

/** What a comparison says. That of a secret is a plain truth: `when` needs it. */
export function compare(sign: CompareSign, a: Cell, b: Cell): boolean {
  if (sign === 'in' || sign === 'not in') return contains(b, bare(used(a))) === (sign === 'in');
  const [left, right] = [bare(used(a)), bare(used(b))];
  switch (sign) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return order(left, right, '<') < 0;
    case '<=':
      return order(left, right, '<=') <= 0;
    case '>':
      return order(left, right, '>') > 0;
    case '>=':
      return order(left, right, '>=') >= 0;
  }
}

/** To Python True is 1, and 1 is 1.0. */
export function isEqual(a: Cell, b: Cell): boolean {
  const [left, right] = [bare(a), bare(b)];
  const [x, y] = [numberOf(left), numberOf(right)];
  if (x !== null || y !== null) return x === y;
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((item, i) => isEqual(item, right[i] ?? null));
  if (isDict(left) && isDict(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => {
        const [mine, other] = [valueOf(left, key), valueOf(right, key)];
        return mine !== undefined && other !== undefined && isEqual(mine, other);
      })
    );
  }
  return left === right;
}

export function contains(container: Cell, item: Cell): boolean {
  const given = used(container);
  // Of a mapping only the keys count: its values may be a whole fleet.
  const whole = isDict(given) ? given : bare(given);
  if (isList(whole)) return whole.some((each) => isEqual(each, item));
  if (isDict(whole)) return typeof item === 'string' && Object.hasOwn(whole, item);
  if (typeof whole !== 'string') throw new TemplateProblem(`${kindOf(whole)} contains nothing`);
  if (typeof item === 'string') return whole.includes(item);
  throw new TemplateProblem(`a text can't contain a value of the type ${kindOf(item)}`);
}

/** Below, at or above 0, as Python orders them. @throws TemplateProblem for values that have no order */
export function order(a: Cell, b: Cell, sign = '<'): number {
  const [left, right] = [bare(used(a)), bare(used(b))];
  const [x, y] = [numberOf(left), numberOf(right)];
  if (x !== null && y !== null) return x - y;
  if (typeof left === 'string' && typeof right === 'string') return orderOfTexts(left, right);
  if (isList(left) && isList(right)) return orderOfLists(left, right, sign);
  throw new TemplateProblem(
    `"${sign}" can't compare the types ${kindOf(left)} and ${kindOf(right)}`,
    'Make them alike first, with `| int` or `| string`.',
  );
}

function orderOfLists(a: readonly Cell[], b: readonly Cell[], sign: string): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (!isEqual(item, other)) return order(item, other, sign);
  }
  return a.length - b.length;
}

/** By code points, as Python does it, and not by UTF-16. */
function orderOfTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((char, index) => char !== right[index]);
  if (at === -1) return -1;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}
