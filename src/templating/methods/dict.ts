import { asTuple, valueOf, type Cell, type Dict } from '../cell.ts';
import { dictArgument } from '../arguments.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';
import { bound, method, type Method, type Run } from './method.ts';

export const dictMethod = (dict: Dict, name: string): Run | undefined => bound(METHODS, dict, name);

const set = (dict: Dict, key: string, value: Cell): void => {
  Object.defineProperty(dict, key, { value, enumerable: true, writable: true, configurable: true });
};

const METHODS: ReadonlyMap<string, Method<Dict>> = new Map<string, Method<Dict>>([
  ['items', method([], (dict) => Object.entries(dict).map((entry) => asTuple(entry)))],
  ['keys', method([], (dict) => Object.keys(dict))],
  ['values', method([], (dict) => Object.values(dict))],
  [
    'get',
    method(
      ['key', 'default'],
      (dict, [key = null, otherwise = null]) => valueOf(dict, textOf(key)) ?? otherwise,
    ),
  ],
  ['copy', method([], (dict) => ({ ...dict }))],
  [
    'update',
    {
      params: ['other'],
      hasNamed: true,
      run: (dict, [other = {}], { named }) => {
        for (const [key, value] of Object.entries(dictArgument(other))) set(dict, key, value);
        for (const [key, value] of named) if (key !== 'other') set(dict, key, value);
        return null;
      },
    },
  ],
  [
    'setdefault',
    method(['key', 'default'], (dict, [key = null, value = null]) => {
      const name = textOf(key);
      if (!Object.hasOwn(dict, name)) set(dict, name, value);
      return valueOf(dict, name) ?? null;
    }),
  ],
  [
    'pop',
    method(['key', 'default'], (dict, [key = null, otherwise]) => {
      const name = textOf(key);
      const value = valueOf(dict, name) ?? otherwise;
      if (value === undefined) throw new TemplateProblem(`there is no key "${name}" to pop`);
      Reflect.deleteProperty(dict, name);
      return value;
    }),
  ],
]);
