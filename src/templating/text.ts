import { Callable, Float, isDict, isList, isTuple, Namespace, Omit, type Cell } from './cell.ts';
import { bare, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';

/** What Python's `str()` makes of it. Of secrets too: the caller hides the result. */
export function textOf(cell: Cell): string {
  const value = bare(used(cell));
  return typeof value === 'string' ? value : written(value, 0);
}

/** As text inside a list or a mapping: with quotes. */
export const repr = (cell: Cell): string => written(bare(used(cell)), 0);

const MOST_DEPTH = 100;

function written(cell: Cell, depth: number): string {
  if (depth > MOST_DEPTH) throw new TemplateProblem('a value is nested too deeply to be a text');
  if (typeof cell === 'string') return quoted(cell);
  if (cell === null) return 'None';
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  if (typeof cell === 'number') return numberText(cell);
  const inner = (item: Cell): string => written(bare(used(item)), depth + 1);
  if (isList(cell)) return listText(cell.map(inner), isTuple(cell));
  if (isDict(cell)) return dictText(Object.entries(cell).map(([k, v]) => [quoted(k), inner(v)]));
  return objectText(cell);
}

function objectText(cell: Cell): string {
  if (cell instanceof Float) return floatText(cell.value);
  if (cell instanceof Omit)
    throw new TemplateProblem('omit has no text', 'Write it as the whole value of an argument.');
  const what = cell instanceof Callable ? 'a function' : 'a namespace';
  throw new TemplateProblem(
    `${what} has no text`,
    cell instanceof Namespace ? 'Write one of its names.' : 'Call it with parentheses.',
  );
}

const listText = (items: readonly string[], isATuple: boolean): string => {
  if (!isATuple) return `[${items.join(', ')}]`;
  return items.length === 1 ? `(${items.join('')},)` : `(${items.join(', ')})`;
};

const dictText = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;

export const numberText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : floatText(value);

/** Python changes to an exponent at other sizes than JavaScript. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A Python literal: single quotes unless there is one inside and no double quote. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\n\r\t]|[^\P{C}]|[^\P{Z} ]|'/gu, (char) => {
    if (char === "'") return quote === "'" ? "\\'" : char;
    return ESCAPES[char] ?? coded(char.codePointAt(0) ?? 0);
  });
  return `${quote}${inner}${quote}`;
}

function coded(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
