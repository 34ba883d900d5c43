import { flagArgument, itemsOf, listArgument, wholeArgument } from '../arguments.ts';
import { calculate } from '../arithmetic.ts';
import { withinItems } from '../budget.ts';
import { asTuple, isDict, isList, Undefined, type Cell } from '../cell.ts';
import { contains, isEqual, order } from '../compare.ts';
import { moving, type Call, type Filter } from '../filter.ts';
import { bare, hasSecret, hiding } from '../kinds.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';
import { attributeOf } from './attribute-of.ts';

const items = (call: Call): readonly Cell[] => {
  const all = itemsOf(call.value);
  call.tools.budget.turn(all.length);
  return all;
};

const nothing = (name: string): Undefined =>
  new Undefined(`the ${name} item`, `there is no ${name} item: the list is empty`);

const first = moving([], (call) => items(call)[0] ?? nothing('first'));
const last = moving([], (call) => items(call).at(-1) ?? nothing('last'));

/** The size of a secret's text is a secret, that of a list with secrets is not. */
const length = moving([], ({ value }) => {
  if (isDict(value)) return Object.keys(value).length;
  return hasSecret(value) && !isList(value)
    ? hiding([value], (text = '') => itemsOf(text).length)
    : itemsOf(value).length;
});

const list = moving([], (call) => [...items(call)]);
const reverse = moving([], (call) =>
  typeof call.value === 'string'
    ? Array.from(call.value).reverse().join('')
    : [...items(call)].reverse(),
);

/** Texts are compared without regard to case, unless somebody asks for it. */
const keyOf =
  (name: Cell | undefined, caseSensitive: boolean) =>
  (item: Cell): Cell => {
    const value = bare(name === undefined || name === null ? item : attributeOf(item, name));
    return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value;
  };

const sort = moving(['reverse', 'case_sensitive', 'attribute'], (call) => {
  const [isReversed, caseSensitive, names] = call.args;
  const paths = names === undefined ? [undefined] : textOf(names).split(',');
  const keys = paths.map((path) => keyOf(path, flagArgument(caseSensitive, false)));
  const sign = flagArgument(isReversed, false) ? -1 : 1;
  return [...items(call)].sort((a, b) => {
    for (const key of keys) {
      const by = order(key(a), key(b));
      if (by !== 0) return sign * by;
    }
    return 0;
  });
});

const extreme = (name: string, sign: number): Filter =>
  moving(['case_sensitive', 'attribute'], (call) => {
    const key = keyOf(call.args[1], flagArgument(call.args[0], false));
    const [start, ...others] = items(call);
    if (start === undefined) return nothing(name);
    return others.reduce(
      (best, item) => (sign * order(key(item), key(best)) > 0 ? item : best),
      start,
    );
  });

const sum = moving(['attribute', 'start'], (call) => {
  const [name, start = 0] = call.args;
  const values = items(call).map((item) =>
    name === undefined || name === null ? item : attributeOf(item, name),
  );
  return hiding([start, ...values], (...all) =>
    all.reduce((total, each) => calculate('+', total, each)),
  );
});

function distinct(values: readonly Cell[], key: (item: Cell) => Cell): readonly Cell[] {
  const seen = new Set<Cell>();
  const others: Cell[] = [];
  return values.filter((item) => {
    const value = bare(key(item));
    if (typeof value === 'string' || typeof value === 'number') {
      if (seen.has(value)) return false;
      seen.add(value);
      return true;
    }
    if (others.some((other) => isEqual(other, value))) return false;
    others.push(value);
    return true;
  });
}

const same = (item: Cell): Cell => item;

/** Ansible's `unique` is case sensitive only where it is told to be, but falls to Python's own for what has no key. */
const unique = moving(['case_sensitive', 'attribute'], (call) =>
  distinct(items(call), keyOf(call.args[1], flagArgument(call.args[0], false))),
);

const union = moving(['b'], ({ value, args: [b] }) =>
  distinct([...listArgument(value), ...listArgument(b)], same),
);

const picking = (isWanted: (isInBoth: boolean) => boolean): Filter =>
  moving(['b'], (call) => {
    const other = listArgument(call.args[0]);
    call.tools.budget.turn(other.length);
    return distinct(
      items(call).filter((item) => isWanted(contains(other, item))),
      same,
    );
  });

const symmetric = moving(['b'], ({ value, args: [b] }) => {
  const [left, right] = [listArgument(value), listArgument(b)];
  const only = (these: readonly Cell[], those: readonly Cell[]): readonly Cell[] =>
    these.filter((item) => !contains(those, item));
  return distinct([...only(left, right), ...only(right, left)], same);
});

const flatten = moving(['levels', 'skip_nulls'], (call) => {
  const levels = call.args[0] === undefined ? Infinity : wholeArgument(call.args[0], 0);
  const flat = flattened(items(call), levels, flagArgument(call.args[1], true));
  withinItems(flat.length);
  return flat;
});

export const flattened = (
  list: readonly Cell[],
  levels: number,
  skipsNulls: boolean,
): readonly Cell[] =>
  list.flatMap((item) => {
    if (skipsNulls && (item === null || item === 'None' || item === 'null')) return [];
    return isList(item) && levels >= 1 ? flattened(item, levels - 1, skipsNulls) : [item];
  });

const zipped = (isLongest: boolean): Filter => ({
  params: [],
  hasRest: true,
  hasNamed: isLongest,
  secrets: 'inside',
  run: (call) => {
    const lists = [items(call), ...call.rest.map(itemsOf)];
    const lengths = lists.map(({ length: count }) => count);
    const count = isLongest ? Math.max(...lengths) : Math.min(...lengths);
    const fill = call.named.get('fillvalue') ?? null;
    return Array.from({ length: count }, (_, i) => asTuple(lists.map((each) => each[i] ?? fill)));
  },
});

const product: Filter = {
  params: [],
  hasRest: true,
  secrets: 'inside',
  run: (call) => {
    const lists = [items(call), ...call.rest.map(itemsOf)];
    withinItems(lists.reduce((count, each) => count * each.length, 1));
    return lists
      .reduce<readonly (readonly Cell[])[]>(
        (rows, each) => rows.flatMap((row) => each.map((item) => [...row, item])),
        [[]],
      )
      .map(asTuple);
  },
};

const batch = moving(['linecount', 'fill_with'], (call) => {
  const size = wholeArgument(call.args[0], 1);
  if (size < 1) throw new TemplateProblem('batch needs a size of 1 or more');
  const all = items(call);
  const rows = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
  const fill = call.args[1];
  if (fill === undefined || fill === null) return rows;
  return rows.map((row) => [...row, ...Array.from({ length: size - row.length }, () => fill)]);
});

const groupby = moving(['attribute', 'default'], (call) => {
  const name = call.args[0] ?? '';
  const keyed = items(call).map((item): readonly [Cell, Cell] => {
    const key = attributeOf(item, name);
    return [bare(key instanceof Undefined ? (call.args[1] ?? key) : key), item];
  });
  const keys = distinct(
    keyed.map(([key]) => key),
    same,
  );
  return [...keys]
    .sort((a, b) => order(a, b))
    .map((key) =>
      asTuple([key, keyed.filter(([each]) => isEqual(each, key)).map(([, item]) => item)]),
    );
});

export const LIST_FILTERS: readonly (readonly [string, Filter])[] = [
  ['first', first],
  ['last', last],
  ['length', length],
  ['count', length],
  ['list', list],
  ['reverse', reverse],
  ['sort', sort],
  ['min', extreme('smallest', -1)],
  ['max', extreme('largest', 1)],
  ['sum', sum],
  ['unique', unique],
  ['union', union],
  ['intersect', picking((isInBoth) => isInBoth)],
  ['difference', picking((isInBoth) => !isInBoth)],
  ['symmetric_difference', symmetric],
  ['flatten', flatten],
  ['zip', zipped(false)],
  ['zip_longest', zipped(true)],
  ['product', product],
  ['batch', batch],
  ['groupby', groupby],
];
