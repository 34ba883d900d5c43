import { attribute } from '../access.ts';
import { flagArgument, textArgument } from '../arguments.ts';
import { Undefined, type Cell } from '../cell.ts';
import type { Filter } from '../filter.ts';
import { isTrue, kindOf, used } from '../kinds.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';

/** Filters that choose a value as a whole. What is not chosen may be undefined. */
const choosing = (params: readonly string[], run: Filter['run']): Filter => ({
  params,
  secrets: 'all',
  takesUndefined: true,
  run,
});

const otherwise = choosing(
  ['default_value', 'boolean'],
  ({ value, args: [instead = '', isBoolean] }) =>
    value instanceof Undefined || (flagArgument(isBoolean, false) && !isTrue(value))
      ? instead
      : value,
);

const ternary = choosing(
  ['true_val', 'false_val', 'none_val'],
  ({ value, args: [yes = null, no = null, none] }): Cell => {
    if (used(value) === null && none !== undefined && none !== null) return none;
    return isTrue(value) ? yes : no;
  },
);

const mandatory = choosing(['msg'], ({ value, args: [says] }) => {
  if (!(value instanceof Undefined)) return value;
  throw new TemplateProblem(
    textArgument(says, `${value.variable} is mandatory, and not defined`),
    `Set ${value.variable}.`,
  );
});

export const CHOICE_FILTERS: readonly (readonly [string, Filter])[] = [
  ['default', otherwise],
  ['d', otherwise],
  ['ternary', ternary],
  ['mandatory', mandatory],
  ['type_debug', choosing([], ({ value }) => kindOf(value))],
  [
    'attr',
    choosing(['name'], ({ value, args: [name = ''] }) =>
      attribute(value, textOf(name), textOf(name)),
    ),
  ],
];
