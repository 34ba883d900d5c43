import { Secret } from '../model/secret.ts';
import {
  Callable,
  Float,
  Hidden,
  isDict,
  isList,
  isTuple,
  Namespace,
  Omit,
  Undefined,
  WrittenText,
  type Cell,
} from './cell.ts';
import { UndefinedProblem } from './problem.ts';

/** Python's name for the type, as `type_debug` prints it. */
export function kindOf(cell: Cell): string {
  if (cell === null) return 'NoneType';
  if (typeof cell === 'boolean') return 'bool';
  if (typeof cell === 'number') return Number.isInteger(cell) ? 'int' : 'float';
  if (typeof cell === 'string' || cell instanceof WrittenText) return 'str';
  if (isList(cell)) return isTuple(cell) ? 'tuple' : 'list';
  if (isDict(cell)) return 'dict';
  return kindOfObject(cell);
}

function kindOfObject(cell: Cell): string {
  if (cell instanceof Float) return 'float';
  if (cell instanceof Secret) return 'str';
  if (cell instanceof Hidden) return kindOf(cell.value);
  if (cell instanceof Undefined) return 'AnsibleUndefined';
  if (cell instanceof Namespace) return 'Namespace';
  return cell instanceof Callable ? 'function' : 'str';
}

/** The value itself, with an error where it is not there. */
export function used(cell: Cell): Cell {
  if (!(cell instanceof Undefined)) return cell;
  if (cell.says === null) return '';
  throw new UndefinedProblem(cell.variable, cell.says);
}

/** Whether a secret is in it, however deep. */
export function hasSecret(cell: Cell): boolean {
  if (typeof cell !== 'object' || cell === null) return false;
  if (cell instanceof Hidden || cell instanceof Secret) return true;
  if (isList(cell)) return cell.some(hasSecret);
  return isDict(cell) && Object.values(cell).some(hasSecret);
}

/** The value with what its secrets hide. Only to compute with: the result is hidden again. */
export function bare(cell: Cell): Cell {
  if (cell instanceof Hidden) return bare(cell.value);
  if (cell instanceof Secret) return cell.reveal();
  if (cell instanceof WrittenText) return cell.text;
  if (!hasSecret(cell)) return cell;
  if (isList(cell)) return cell.map(bare);
  return Object.fromEntries(Object.entries(cell as object).map(([k, v]) => [k, bare(v as Cell)]));
}

/** Computes with what secrets hide, and hides the result where there was one. */
export function hiding(cells: readonly Cell[], compute: (...bare: readonly Cell[]) => Cell): Cell {
  const result = compute(...cells.map(bare));
  return cells.some(hasSecret) ? new Hidden(result) : result;
}

/** Python's truth: empty texts, lists and mappings, zero, False and None are false. */
export function isTrue(cell: Cell): boolean {
  const value = bare(used(cell));
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return Object.keys(value).length > 0;
  if (value instanceof Float) return value.value !== 0;
  return Boolean(value);
}

export const isNumber = (cell: Cell): cell is number | Float =>
  typeof cell === 'number' || cell instanceof Float;

/** A number, also of a truth value, which is 0 or 1 to Python. Null for anything else. */
export function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number') return cell;
  if (cell instanceof Float) return cell.value;
  return typeof cell === 'boolean' ? Number(cell) : null;
}

export const isFloat = (cell: Cell): boolean =>
  cell instanceof Float || (typeof cell === 'number' && !Number.isInteger(cell));

export const isOmit = (cell: Cell): boolean => cell instanceof Omit;
