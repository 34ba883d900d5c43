import {
  asTuple,
  Callable,
  Hidden,
  isDict,
  isList,
  isTuple,
  Namespace,
  Undefined,
  valueOf,
  type Cell,
} from './cell.ts';
import { Secret } from '../model/secret.ts';
import { bare, kindOf, numberOf, used } from './kinds.ts';
import { dictMethod } from './methods/dict.ts';
import { listMethod } from './methods/list.ts';
import { textMethod } from './methods/text.ts';
import { TemplateProblem } from './problem.ts';

/** `target.name`: a method first, then a key, as in Jinja. `path` names it in errors. */
export function attribute(target: Cell, name: string, path: string): Cell {
  if (target instanceof Undefined) return target;
  const hidden = hiddenAccess(target, (inner) => attribute(inner, name, path));
  if (hidden !== null) return hidden;
  if (target instanceof Namespace) return target.values.get(name) ?? missing(target, name, path);
  return method(target, name) ?? own(target, name) ?? missing(target, name, path);
}

/** `target[key]`: a key first, then a method. */
export function item(target: Cell, key: Cell, path: string): Cell {
  if (target instanceof Undefined) return target;
  const hidden = hiddenAccess(target, (inner) => item(inner, key, path));
  if (hidden !== null) return hidden;
  const name = bare(used(key));
  const index = numberOf(name);
  if (index !== null && !isDict(target))
    return at(target, index) ?? missing(target, String(index), path);
  const text = typeof name === 'string' ? name : String(index);
  return own(target, text) ?? method(target, text) ?? missing(target, text, path);
}

/** What a secret hands out is one too. */
function hiddenAccess(target: Cell, access: (inner: Cell) => Cell): Cell | null {
  if (!(target instanceof Hidden) && !(target instanceof Secret)) return null;
  const result = access(bare(target));
  if (result instanceof Undefined) return result;
  if (result instanceof Callable) return new Callable((args) => new Hidden(result.call(args)));
  return new Hidden(result);
}

function missing(target: Cell, name: string, path: string): Undefined {
  const what = kindOf(target) === 'dict' ? 'key' : isList(target) ? 'item' : 'attribute';
  return new Undefined(path, `${path} is not defined: there is no ${what} "${name}"`);
}

const own = (target: Cell, name: string): Cell | undefined =>
  isDict(target) ? valueOf(target, name) : undefined;

function at(target: Cell, index: number): Cell | undefined {
  const text = bare(target);
  const items = typeof text === 'string' ? Array.from(text) : isList(text) ? text : [];
  return items[index < 0 ? items.length + index : index];
}

function method(target: Cell, name: string): Cell | undefined {
  const text = bare(target);
  const run =
    typeof text === 'string'
      ? textMethod(text, name)
      : isList(target)
        ? listMethod(target, name)
        : isDict(target)
          ? dictMethod(target, name)
          : undefined;
  return run && new Callable(run);
}

/** `target[start:stop:step]` with Python's rules for what lies outside. */
export function slice(target: Cell, bounds: readonly (number | null)[]): Cell {
  const text = bare(used(target));
  const items = typeof text === 'string' ? Array.from(text) : isList(target) ? target : null;
  if (items === null) throw new TemplateProblem(`a slice of a ${kindOf(target)} can't be taken`);
  const taken = sliced(items, bounds);
  if (isList(target)) return isTuple(target) ? asTuple(taken) : taken;
  const joined = (taken as readonly string[]).join('');
  return target instanceof Hidden || target instanceof Secret ? new Hidden(joined) : joined;
}

function sliced(
  items: readonly Cell[],
  [start, stop, step]: readonly (number | null)[],
): readonly Cell[] {
  const by = step ?? 1;
  if (by === 0) throw new TemplateProblem('the step of a slice is 0');
  const [low, high] = by > 0 ? [0, items.length] : [-1, items.length - 1];
  const [first, end] = by > 0 ? [low, high] : [high, low];
  const place = (bound: number | null | undefined, usual: number): number => {
    if (bound === null || bound === undefined) return usual;
    return Math.min(high, Math.max(low, bound < 0 ? bound + items.length : bound));
  };
  const [from, to] = [place(start, first), place(stop, end)];
  const count = Math.max(0, Math.ceil((to - from) / by));
  return Array.from({ length: count }, (_, index) => items[from + index * by] ?? null);
}
