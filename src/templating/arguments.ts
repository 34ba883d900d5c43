import { isDict, isList, isTuple, WrittenText, type Cell, type Dict } from './cell.ts';
import { bare, isTrue, kindOf, numberOf, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { textOf } from './text.ts';

/** Readers for the arguments of filters, tests and methods. */
export const textArgument = (cell: Cell | undefined, otherwise: string): string =>
  cell === undefined || cell === null ? otherwise : textOf(cell);

export const flagArgument = (cell: Cell | undefined, otherwise: boolean): boolean =>
  cell === undefined ? otherwise : isTrue(cell);

export function wholeArgument(cell: Cell | undefined, otherwise: number): number {
  if (cell === undefined || cell === null) return otherwise;
  const value = numberOf(bare(used(cell)));
  if (value !== null && Number.isInteger(value)) return value;
  throw new TemplateProblem(
    `a whole number is needed, and not a value of the type ${kindOf(cell)}`,
  );
}

export function numberArgument(cell: Cell): number {
  const value = numberOf(bare(used(cell)));
  if (value !== null) return value;
  throw new TemplateProblem(
    `a number is needed, and not a value of the type ${kindOf(cell)}`,
    'Make it one with `| int` or `| float`.',
  );
}

/** The items that a loop over it sees: those of a list, the keys of a mapping, the letters of a text. */
export function itemsOf(cell: Cell): readonly Cell[] {
  const value = used(cell);
  if (isList(value)) return value;
  if (isDict(value)) return Object.keys(value);
  const text = value instanceof WrittenText ? value.text : value;
  if (typeof text === 'string') return Array.from(text);
  throw new TemplateProblem(
    `a list is needed, and not a value of the type ${kindOf(value)}`,
    'Give it a list.',
  );
}

export function listArgument(cell: Cell | undefined): readonly Cell[] {
  const value = cell === undefined ? null : used(cell);
  if (isList(value)) return value;
  throw new TemplateProblem(`a list is needed, and not a value of the type ${kindOf(value)}`);
}

export function dictArgument(cell: Cell | undefined): Dict {
  const value = cell === undefined ? null : used(cell);
  if (isDict(value)) return value;
  throw new TemplateProblem(`a mapping is needed, and not a value of the type ${kindOf(value)}`);
}

/** One text, or any of a tuple of them: what `startswith` takes. */
export const textsArgument = (cell: Cell | undefined): readonly string[] =>
  cell !== undefined && isList(cell) && isTuple(cell) ? cell.map(textOf) : [textArgument(cell, '')];
