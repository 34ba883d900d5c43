import { itemsOf } from '../arguments.ts';
import { Undefined, type CallArguments, type Cell } from '../cell.ts';
import type { Call, Filter } from '../filter.ts';
import { isTrue } from '../kinds.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';
import { attributeOf } from './attribute-of.ts';

/** Filters that run another filter, or a test, on each item. */
const each = (run: Filter['run']): Filter => ({
  params: [],
  hasRest: true,
  hasNamed: true,
  secrets: 'inside',
  takesUndefined: true,
  run,
});

const items = ({ value, tools }: Call): readonly Cell[] => {
  const all = itemsOf(value);
  tools.budget.turn(all.length);
  return all;
};

const map = each((call) => {
  const attribute = call.named.get('attribute');
  if (attribute !== undefined) {
    const otherwise = call.named.get('default');
    return items(call).map((item) => {
      const value = attributeOf(item, attribute);
      return value instanceof Undefined ? (otherwise ?? value) : value;
    });
  }
  const [name, ...positional] = call.rest;
  if (name === undefined)
    throw new TemplateProblem(
      "map needs a filter or an attribute: map('upper'), map(attribute='x')",
    );
  const args: CallArguments = { positional, named: call.named };
  return items(call).map((item) => call.tools.filter(textOf(name), item, args));
});

const selecting = (hasAttribute: boolean, isWanted: boolean): Filter =>
  each((call) => {
    const [attribute, rest] = hasAttribute ? [call.rest[0], call.rest.slice(1)] : [null, call.rest];
    if (attribute === undefined) throw new TemplateProblem('the name of an attribute is missing');
    const [name, ...positional] = rest;
    const holds = (value: Cell): boolean =>
      name === undefined
        ? isTrue(value)
        : call.tools.test(textOf(name), value, { positional, named: call.named });
    return items(call).filter((item) => {
      const value = attribute === null ? item : attributeOf(item, attribute);
      return holds(value) === isWanted;
    });
  });

export const EACH_FILTERS: readonly (readonly [string, Filter])[] = [
  ['map', map],
  ['select', selecting(false, true)],
  ['reject', selecting(false, false)],
  ['selectattr', selecting(true, true)],
  ['rejectattr', selecting(true, false)],
];
