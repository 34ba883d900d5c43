import { itemsOf, wholeArgument } from '../arguments.ts';
import { withinItems } from '../budget.ts';
import type { Cell } from '../cell.ts';
import { isEqual, order } from '../compare.ts';
import { TemplateProblem } from '../problem.ts';
import { bound, method, type Method, type Run } from './method.ts';

/** Lists that a template makes may be changed by it: `{% set _ = names.append(x) %}`. */
export const listMethod = (list: readonly Cell[], name: string): Run | undefined =>
  bound(METHODS, list as Cell[], name);

const indexIn = (list: readonly Cell[], item: Cell): number => {
  const index = list.findIndex((each) => isEqual(each, item));
  if (index === -1) throw new TemplateProblem('the list has no such item');
  return index;
};

const METHODS: ReadonlyMap<string, Method<Cell[]>> = new Map<string, Method<Cell[]>>([
  ['append', method(['item'], (list, [item = null]) => (put(list, list.length, [item]), null))],
  [
    'extend',
    method(['items'], (list, [items = []]) => (put(list, list.length, itemsOf(items)), null)),
  ],
  [
    'insert',
    method(['index', 'item'], (list, [index, item = null]) => {
      put(list, wholeArgument(index, 0), [item]);
      return null;
    }),
  ],
  [
    'pop',
    method(['index'], (list, [index]) => {
      const [value] = list.splice(wholeArgument(index, -1), 1);
      if (value === undefined) throw new TemplateProblem('the list has no such item to pop');
      return value;
    }),
  ],
  [
    'remove',
    method(['item'], (list, [item = null]) => {
      list.splice(indexIn(list, item), 1);
      return null;
    }),
  ],
  ['index', method(['item'], (list, [item = null]) => indexIn(list, item))],
  [
    'count',
    method(['item'], (list, [item = null]) => list.filter((each) => isEqual(each, item)).length),
  ],
  ['reverse', method([], (list) => (list.reverse(), null))],
  ['sort', method([], (list) => (list.sort((a, b) => order(a, b)), null))],
  ['copy', method([], (list) => [...list])],
]);

function put(list: Cell[], index: number, items: readonly Cell[]): void {
  withinItems(list.length + items.length);
  list.splice(index, 0, ...items);
}
