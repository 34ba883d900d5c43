import { nearest } from '../planning/nearest.ts';
import { itemsOf } from './arguments.ts';
import {
  isDict,
  isList,
  Undefined,
  valueOf,
  type CallArguments,
  type Cell,
  type Dict,
} from './cell.ts';
import { compare, contains } from './compare.ts';
import { placed, type Signature, type Tools } from './filter.ts';
import { filterExists } from './filters.ts';
import { bare, isFloat, isTrue, kindOf, numberOf, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { findAll } from './python-regex.ts';
import { textOf } from './text.ts';
import { isVersion } from './version.ts';
import { numberArgument, textArgument, flagArgument } from './arguments.ts';

interface Test extends Signature {
  readonly takesUndefined?: boolean;
  readonly run: (value: Cell, args: readonly (Cell | undefined)[]) => boolean;
}

const test = (params: readonly string[], run: Test['run']): Test => ({ params, run });
const of = (run: (value: Cell) => boolean): Test => test([], run);

/** Whether a result says so: `failed`, `changed`, `skipped`. */
const says = (key: string, isWanted = true): Test =>
  of((value) => isTrue(valueOf(resultOf(value, key), key) ?? false) === isWanted);

function resultOf(value: Cell, key: string): Dict {
  if (isDict(value)) return value;
  throw new TemplateProblem(
    `"is ${key}" needs a registered result, and got the type ${kindOf(value)}`,
  );
}

function isChanged(value: Cell): boolean {
  const result = resultOf(value, 'changed');
  const results = valueOf(result, 'results');
  if (Object.hasOwn(result, 'changed') || results === undefined || !isList(results))
    return isTrue(valueOf(result, 'changed') ?? false);
  return results.some((each) => isDict(each) && isTrue(valueOf(each, 'changed') ?? false));
}

const regex = (kind: 'match' | 'search'): Test =>
  test(['pattern', 'ignorecase', 'multiline'], (value, [pattern, ignoreCase, multiline]) => {
    const options = {
      ignoreCase: flagArgument(ignoreCase, false),
      multiline: flagArgument(multiline, false),
      isFirstOnly: true,
      isAtStart: kind === 'match',
    };
    return findAll(textArgument(pattern, ''), textOf(value), options).length > 0;
  });

/** The fourth argument of `is regex` chooses `match`. */
const anyRegex = test(
  ['pattern', 'ignorecase', 'multiline', 'match_type'],
  (value, [pattern, ignoreCase, multiline, kind]) =>
    regex(textArgument(kind, 'search') === 'match' ? 'match' : 'search').run(value, [
      pattern,
      ignoreCase,
      multiline,
    ]),
);

const version = test(
  ['version', 'operator', 'strict', 'version_type'],
  (value, [other = '', operator, strict, type]) =>
    isVersion(textOf(value), textOf(other), {
      operator: textArgument(operator, 'eq'),
      type: strict !== undefined && isTrue(strict) ? 'strict' : textArgument(type, 'loose'),
    }),
);

const comparing = (sign: Parameters<typeof compare>[0]): Test =>
  test(['other'], (value, [other = null]) => compare(sign, value, other));

const WORDS_OF_TRUTH = ['y', 'yes', 'on', '1', 'true', 't'];
const WORDS_OF_UNTRUTH = ['n', 'no', 'off', '0', 'false', 'f'];

function isTruthy(value: Cell, convert: Cell | undefined): boolean {
  if (typeof value !== 'string' || !flagArgument(convert, false)) return isTrue(value);
  const word = value.trim().toLowerCase();
  if (WORDS_OF_TRUTH.includes(word)) return true;
  return WORDS_OF_UNTRUTH.includes(word) ? false : isTrue(value);
}

const isSequence = (value: Cell): boolean =>
  isList(value) || isDict(value) || typeof value === 'string';
const isWholeNumber = (value: Cell): boolean => typeof value === 'number' && !isFloat(value);

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', { params: [], takesUndefined: true, run: (value) => !(value instanceof Undefined) }],
  ['undefined', { params: [], takesUndefined: true, run: (value) => value instanceof Undefined }],
  ['none', of((value) => value === null)],
  ['string', of((value) => typeof value === 'string')],
  ['number', of((value) => numberOf(value) !== null)],
  ['integer', of(isWholeNumber)],
  ['float', of(isFloat)],
  ['boolean', of((value) => typeof value === 'boolean')],
  ['true', of((value) => value === true)],
  ['false', of((value) => value === false)],
  ['mapping', of(isDict)],
  ['sequence', of(isSequence)],
  ['iterable', of(isSequence)],
  ['callable', of((value) => kindOf(value) === 'function')],
  [
    'lower',
    of((value) => textOf(value) === textOf(value).toLowerCase() && /\p{L}/u.test(textOf(value))),
  ],
  [
    'upper',
    of((value) => textOf(value) === textOf(value).toUpperCase() && /\p{L}/u.test(textOf(value))),
  ],
  ['odd', of((value) => Math.abs(numberArgument(value) % 2) === 1)],
  ['even', of((value) => numberArgument(value) % 2 === 0)],
  [
    'divisibleby',
    test(['num'], (value, [by = 1]) => {
      if (numberArgument(by) === 0) throw new TemplateProblem('it divides by zero');
      return numberArgument(value) % numberArgument(by) === 0;
    }),
  ],
  ['in', test(['seq'], (value, [all = []]) => contains(all, value))],
  ['contains', test(['value'], (value, [one = null]) => contains(value, one))],
  ...['subset', 'issubset'].map((name): [string, Test] => [
    name,
    test(['b'], (a, [b = []]) => itemsOf(a).every((item) => contains(b, item))),
  ]),
  ...['superset', 'issuperset'].map((name): [string, Test] => [
    name,
    test(['b'], (a, [b = []]) => itemsOf(b).every((item) => contains(a, item))),
  ]),
  ['any', of((value) => itemsOf(value).some(isTrue))],
  ['all', of((value) => itemsOf(value).every(isTrue))],
  ['match', regex('match')],
  ['search', regex('search')],
  ['regex', anyRegex],
  ['version', version],
  ['version_compare', version],
  ['truthy', test(['convert_bool'], (value, [convert]) => isTruthy(value, convert))],
  ['falsy', test(['convert_bool'], (value, [convert]) => !isTruthy(value, convert))],
  ['failed', says('failed')],
  ['failure', says('failed')],
  ['succeeded', says('failed', false)],
  ['success', says('failed', false)],
  ['successful', says('failed', false)],
  ['skipped', says('skipped')],
  ['skip', says('skipped')],
  ['unreachable', says('unreachable')],
  ['reachable', says('unreachable', false)],
  ['changed', of(isChanged)],
  ['change', of(isChanged)],
  [
    'sameas',
    test(
      ['other'],
      (value, [other = null]) => kindOf(value) === kindOf(other) && compare('==', value, other),
    ),
  ],
  ['filter', of((value) => filterExists(textOf(value)))],
  ['test', of((value) => TESTS.has(textOf(value)))],
  ...['eq', 'equalto', '=='].map((name): [string, Test] => [name, comparing('==')]),
  ...['ne', '!='].map((name): [string, Test] => [name, comparing('!=')]),
  ...['lt', 'lessthan', '<'].map((name): [string, Test] => [name, comparing('<')]),
  ...['le', '<='].map((name): [string, Test] => [name, comparing('<=')]),
  ...['gt', 'greaterthan', '>'].map((name): [string, Test] => [name, comparing('>')]),
  ...['ge', '>='].map((name): [string, Test] => [name, comparing('>=')]),
]);

/** @throws TemplateProblem with the nearest name */
export function testNamed(name: string): Test {
  const found = TESTS.get(name);
  if (found !== undefined) return found;
  throw new TemplateProblem(`there is no test "${name}"${nearest(name, TESTS.keys())}`);
}

/** What a test says of a secret is a plain truth: `when` needs it. */
export function runTest(
  {
    name,
    value,
    args,
  }: { readonly name: string; readonly value: Cell; readonly args: CallArguments },
  tools: Tools,
): boolean {
  const found = testNamed(name);
  tools.budget.turn();
  const places = placed(`"is ${name}"`, found, args);
  if (found.takesUndefined === true) return found.run(value, places);
  return found.run(
    bare(used(value)),
    places.map((place) => (place === undefined ? undefined : bare(used(place)))),
  );
}
