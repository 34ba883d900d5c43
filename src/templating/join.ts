import { Secret, type Content } from '../model/secret.ts';
import { Hidden, isDict, isList, isTuple, Omit, WrittenText, type Cell } from './cell.ts';
import { hasSecret, used } from './kinds.ts';
import { literalOf } from './literal.ts';
import { textOf } from './text.ts';
import { withinSize } from './budget.ts';

/** The text of all that a template put out: one with secrets keeps them apart. */
export function joinText(cells: readonly Cell[]): string | Hidden {
  if (!cells.some(hasSecret)) return withinSize(cells.map(textOf).join(''));
  const parts: (string | Secret)[] = [];
  for (const cell of cells) for (const part of partsOf(cell)) add(parts, part);
  const [only] = parts;
  const text = withinSize(parts.map((p) => (typeof p === 'string' ? p : p.reveal())).join(''));
  return new Hidden(text, parts.length === 1 && only instanceof Secret ? null : parts);
}

function partsOf(cell: Cell): Content {
  if (cell instanceof Hidden && cell.parts !== null) return cell.parts;
  return [hasSecret(cell) ? new Secret(textOf(cell)) : textOf(cell)];
}

function add(parts: (string | Secret)[], part: string | Secret): void {
  const last = parts.at(-1);
  if (part === '') return;
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
  else parts.push(part);
}

/**
 * The value of all that a template put out, as ansible-core 2.14 makes it: lists, mappings and truth values stay what they
 * are, a text that looks like one becomes one, and all else is text.
 */
export function joinValue(cells: readonly Cell[]): Cell {
  const [only] = cells;
  const kept = only !== undefined && cells.length === 1 ? keptValue(used(only)) : undefined;
  if (kept !== undefined) return kept;
  const text = joinText(cells);
  return typeof text === 'string' ? (literalOf(text) ?? text) : text;
}

/** What need not become a text first, as it comes back the same: undefined for anything else. */
function keptValue(value: Cell): Cell | undefined {
  if (typeof value === 'boolean' || isDict(value)) return value;
  if (isList(value)) return isTuple(value) ? undefined : value;
  if (value instanceof Hidden) return hiddenText(value);
  return value instanceof WrittenText || value instanceof Secret || value instanceof Omit
    ? value
    : undefined;
}

/** A number of a secret is a text outside of its template, as any number is. */
const hiddenText = (hidden: Hidden): Cell =>
  typeof hidden.value === 'number' ? new Hidden(textOf(hidden)) : hidden;
