import { item } from '../access.ts';
import type { Cell } from '../cell.ts';
import { textOf } from '../text.ts';

/** `map(attribute='a.0.b')`: keys and indexes with points between them. */
export function attributeOf(cell: Cell, path: Cell): Cell {
  if (typeof path === 'number') return item(cell, path, String(path));
  const text = textOf(path);
  return text
    .split('.')
    .reduce<Cell>(
      (value, key) =>
        /^\d+$/.test(key) ? item(value, Number(key), text) : keyed(value, key, text),
      cell,
    );
}

/** Jinja looks for a key here, and only then for a method. */
const keyed = (value: Cell, key: string, path: string): Cell => item(value, key, path);
