import { parse } from 'yaml';
import { Float, isDict, isList, type Cell } from './cell.ts';
import { bare, kindOf, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { floatText, numberText } from './text.ts';

export interface YamlStyle {
  readonly indent: number;
  /** False where the innermost lists and mappings stand in one line. */
  readonly isBlock: boolean;
  readonly isSorted: boolean;
}

/** PyYAML breaks lines behind this column. */
const WIDTH = 80;
const MOST_DEPTH = 100;

interface Place {
  readonly style: YamlStyle;
  /** The column of the lines that follow. */
  readonly indent: number;
  /** The column at which this begins. */
  readonly column: number;
  readonly depth: number;
  readonly isFlow: boolean;
}

/** A value as PyYAML writes it: that library is what people compare files with. */
export function toYaml(cell: Cell, style: YamlStyle): string {
  const value = bare(used(cell));
  const place = { style, indent: 0, column: 0, depth: 0, isFlow: false };
  if (!isCollection(value)) return `${scalar(value, { ...place, indent: style.indent })}\n`;
  return `${isFlow(value, style) ? flow(value, place) : block(value, place).join('\n')}\n`;
}

const isCollection = (cell: Cell): boolean => isList(cell) || isDict(cell);

function childrenOf(cell: Cell): readonly Cell[] {
  if (isList(cell)) return cell.map((item) => bare(used(item)));
  return isDict(cell) ? Object.values(cell).map((item) => bare(used(item))) : [];
}

const isFlow = (cell: Cell, { isBlock }: YamlStyle): boolean => {
  const children = childrenOf(cell);
  return children.length === 0 || (!isBlock && !children.some(isCollection));
};

const entriesOf = (cell: Cell, { isSorted }: YamlStyle): readonly (readonly [string, Cell])[] => {
  const entries = isDict(cell) ? Object.entries(cell) : [];
  const sorted = isSorted ? entries.sort(([a], [b]) => (a < b ? -1 : 1)) : entries;
  return sorted.map(([key, value]) => [key, bare(used(value))]);
};

/** The lines of a list or a mapping; the first is not indented yet. */
function block(cell: Cell, place: Place): readonly string[] {
  if (place.depth > MOST_DEPTH) throw new TemplateProblem('a value is nested too deeply for YAML');
  const { style, indent, depth } = place;
  const pad = ' '.repeat(indent);
  const lines = isList(cell)
    ? childrenOf(cell).map((item) => {
        const dash = `-${' '.repeat(Math.max(1, style.indent - 1))}`;
        if (!isCollection(item) || isFlow(item, style))
          return `- ${inline(item, { ...place, indent: indent + style.indent, column: indent + 2 })}`;
        const inner = { ...place, indent: indent + dash.length, depth: depth + 1 };
        return dash + block(item, inner).join('\n');
      })
    : entriesOf(cell, style).map(([key, value]) => entry(key, value, place));
  return lines.map((line, index) => (index === 0 ? line : pad + line));
}

function entry(key: string, value: Cell, place: Place): string {
  const { style, indent, depth } = place;
  const name = scalar(key, { ...place, column: 0, indent: 0 });
  if (!isCollection(value) || isFlow(value, style)) {
    const column = indent + name.length + 2;
    return `${name}: ${inline(value, { ...place, indent: indent + style.indent, column })}`;
  }
  // Lists stand below their key without an indent of their own.
  const by = isList(value) ? indent : indent + style.indent;
  const lines = block(value, { ...place, indent: by, depth: depth + 1 });
  return `${name}:\n${' '.repeat(by)}${lines.join('\n')}`;
}

const inline = (value: Cell, place: Place): string =>
  isCollection(value) ? flow(value, place) : scalar(value, place);

function flow(cell: Cell, place: Place): string {
  const [open, close] = isList(cell) ? ['[', ']'] : ['{', '}'];
  const { style } = place;
  const indent = Math.max(place.indent, style.indent);
  const inside = { ...place, indent: indent + style.indent, isFlow: true };
  const items: readonly (readonly [string | null, Cell])[] = isList(cell)
    ? childrenOf(cell).map((item) => [null, item])
    : entriesOf(cell, style);
  let text = open;
  let column = place.column + 1;
  for (const [index, [key, value]] of items.entries()) {
    const before = index === 0 ? '' : column > WIDTH ? `\n${' '.repeat(indent)}` : ' ';
    column = before.startsWith('\n') ? indent : column + before.length;
    const name = key === null ? '' : `${scalar(key, { ...inside, column })}: `;
    const written = inline(value, { ...inside, column: column + name.length });
    const piece = `${name}${written}${index < items.length - 1 ? ',' : ''}`;
    text += before + piece;
    const end = piece.lastIndexOf('\n');
    column = end === -1 ? column + piece.length : piece.length - end - 1;
  }
  return text + close;
}

function scalar(cell: Cell, place: Place): string {
  if (typeof cell === 'string') return text(cell, place);
  if (cell === null) return 'null';
  if (typeof cell === 'boolean') return String(cell);
  if (typeof cell === 'number') return numberText(cell);
  if (cell instanceof Float) return floatText(cell.value);
  throw new TemplateProblem(`YAML has no form for the type ${kindOf(cell)}`);
}

function text(value: string, place: Place): string {
  if (isPlain(value) && !(place.isFlow && /[,?[\]{}:]/.test(value))) return folded(value, place);
  const needsEscapes = NOT_PRINTABLE.test(value) || /\n[ \t]|[ \t]\n/.test(value);
  return needsEscapes ? doubled(value) : single(value, place);
}

const NOT_PRINTABLE = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether it may stand without quotes: it has none of YAML's signs, and no other type than a text. */
function isPlain(text: string): boolean {
  if (
    text === '' ||
    /[\n\t]|^\s|\s$|:\s|:$|\s#|^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^---|^\.\.\./.test(text)
  )
    return false;
  return isTextToYaml(text);
}

function isTextToYaml(value: string): boolean {
  if (NOT_PRINTABLE.test(value) || value === '=' || value === '<<') return false;
  // A number with an exponent and no point is a text to PyYAML.
  if (/^[-+]?\d+e[-+]?\d+$/i.test(value)) return true;
  try {
    const parsed: unknown = parse(`- ${value}`, { version: '1.1', logLevel: 'silent' });
    return Array.isArray(parsed) && typeof parsed[0] === 'string';
  } catch {
    return false;
  }
}

/** PyYAML breaks at a single blank once the line is too long. */
function folded(text: string, { indent, column }: Place): string {
  let at = column;
  return text
    .split(/(?<! ) (?! )/)
    .map((word, index) => {
      const isBroken = index > 0 && at > WIDTH;
      const piece = index === 0 ? word : isBroken ? `\n${' '.repeat(indent)}${word}` : ` ${word}`;
      at = isBroken ? indent + word.length : at + piece.length;
      return piece;
    })
    .join('');
}

function single(text: string, place: Place): string {
  const lines = text.replaceAll("'", "''").split('\n');
  const pad = ' '.repeat(place.indent);
  const first = folded(lines[0] ?? '', { ...place, column: place.column + 1 });
  let done = `'${first}`;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const isAfterText = lines[index - 1] !== '';
    done += `${isAfterText ? '\n\n' : '\n'}${line === '' ? '' : pad + folded(line, { ...place, column: place.indent })}`;
  }
  return `${lines.length > 1 && lines.at(-1) === '' ? done + pad : done}'`;
}

const doubled = (text: string): string =>
  JSON.stringify(text).replace(/[\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
