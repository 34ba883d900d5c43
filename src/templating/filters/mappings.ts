import { dictArgument, flagArgument, listArgument, textArgument } from '../arguments.ts';
import { item } from '../access.ts';
import { asTuple, isDict, isList, Undefined, valueOf, type Cell, type Dict } from '../cell.ts';
import { contains, order } from '../compare.ts';
import { moving, type Filter } from '../filter.ts';
import { bare } from '../kinds.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';
import { flattened } from './lists.ts';

interface Merging {
  readonly isRecursive: boolean;
  readonly lists: string;
}

const LIST_MERGES = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'];

const combine: Filter = {
  params: [],
  hasRest: true,
  hasNamed: true,
  secrets: 'inside',
  run: ({ value, rest, named }) => {
    const lists = textArgument(named.get('list_merge'), 'replace');
    if (!LIST_MERGES.includes(lists))
      throw new TemplateProblem(`list_merge is one of ${LIST_MERGES.join(', ')}`);
    const merging = { isRecursive: flagArgument(named.get('recursive'), false), lists };
    return flattened([value, ...rest], 1, true)
      .map(dictArgument)
      .reduce((low, high) => merged(low, high, merging), {});
  },
};

function merged(low: Dict, high: Dict, merging: Merging): Dict {
  const entries = Object.entries(high).map(([key, value]) => {
    const before = valueOf(low, key);
    return [key, before === undefined ? value : mergedValue(before, value, merging)] as const;
  });
  return Object.fromEntries([...Object.entries(low), ...entries]);
}

function mergedValue(before: Cell, value: Cell, merging: Merging): Cell {
  if (isDict(before) && isDict(value))
    return merging.isRecursive ? merged(before, value, merging) : value;
  if (!isList(before) || !isList(value)) return value;
  const without = (list: readonly Cell[], other: readonly Cell[]): readonly Cell[] =>
    list.filter((each) => !contains(other, each));
  switch (merging.lists) {
    case 'keep':
      return before;
    case 'append':
      return [...before, ...value];
    case 'prepend':
      return [...value, ...before];
    case 'append_rp':
      return [...without(before, value), ...value];
    case 'prepend_rp':
      return [...value, ...without(before, value)];
    default:
      return value;
  }
}

const dict2items = moving(['key_name', 'value_name'], ({ value, args: [key, name] }) =>
  Object.entries(dictArgument(value)).map(([k, v]) => ({
    [textArgument(key, 'key')]: k,
    [textArgument(name, 'value')]: v,
  })),
);

const items2dict = moving(['key_name', 'value_name'], ({ value, args: [key, name] }) =>
  Object.fromEntries(
    listArgument(value).map((each) => [
      textOf(item(each, textArgument(key, 'key'), textArgument(key, 'key'))),
      item(each, textArgument(name, 'value'), textArgument(name, 'value')),
    ]),
  ),
);

const dictsort = moving(['case_sensitive', 'by', 'reverse'], ({ value, args }) => {
  const [caseSensitive, by, reverse] = args;
  const place = textArgument(by, 'key') === 'value' ? 1 : 0;
  const key = (entry: readonly Cell[]): Cell => {
    const cell = bare(entry[place] ?? null);
    return typeof cell === 'string' && !flagArgument(caseSensitive, false)
      ? cell.toLowerCase()
      : cell;
  };
  const sign = flagArgument(reverse, false) ? -1 : 1;
  return Object.entries(dictArgument(value))
    .map((entry): readonly Cell[] => entry)
    .sort((a, b) => sign * order(key(a), key(b)))
    .map(asTuple);
});

const items = moving([], ({ value }) => Object.entries(dictArgument(value)).map((e) => asTuple(e)));

/** `key | extract(container)`: for `map('extract', hostvars, 'address')`. */
const extract = moving(['container', 'morekeys'], ({ value, args: [container = null, more] }) => {
  const keys = [
    value,
    ...(more === undefined || more === null ? [] : isList(more) ? more : [more]),
  ];
  return keys.reduce<Cell>((inner, key) => item(inner, key, textOf(key)), container);
});

const subelements = moving(
  ['subelements', 'skip_missing'],
  ({ value, args: [path = '', skip] }) => {
    const keys = isList(path) ? path : textOf(path).split('.');
    const elements = isDict(value) ? Object.values(value) : listArgument(value);
    return elements.flatMap((element) => {
      const found = keys.reduce<Cell>((inner, key) => item(inner, key, textOf(key)), element);
      if (found instanceof Undefined && flagArgument(skip, false)) return [];
      return listArgument(found).map((each) => asTuple([element, each]));
    });
  },
);

export const MAPPING_FILTERS: readonly (readonly [string, Filter])[] = [
  ['combine', combine],
  ['dict2items', dict2items],
  ['items2dict', items2dict],
  ['dictsort', dictsort],
  ['items', items],
  ['extract', extract],
  ['subelements', subelements],
];
