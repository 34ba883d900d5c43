import { parse } from 'yaml';
import { flagArgument, wholeArgument } from '../arguments.ts';
import { withinSize } from '../budget.ts';
import { Float, isDict, isList, WrittenText, type Cell } from '../cell.ts';
import type { Filter } from '../filter.ts';
import { bare, kindOf, used } from '../kinds.ts';
import { TemplateProblem } from '../problem.ts';
import { floatText, numberText, textOf } from '../text.ts';
import { toYaml, type YamlStyle } from '../yaml-text.ts';

const filter = (params: readonly string[], run: Filter['run'], hasNamed = false): Filter => ({
  params,
  hasNamed,
  secrets: 'hide',
  run,
});

interface JsonStyle {
  readonly indent: number | null;
  readonly isSorted: boolean;
  readonly isAscii: boolean;
}

/** As Python's `json.dumps` writes it. */
function toJson(cell: Cell, style: JsonStyle, depth = 0): string {
  const value = bare(used(cell));
  if (depth > 100) throw new TemplateProblem('a value is nested too deeply for JSON');
  if (typeof value === 'string') return jsonText(value, style.isAscii);
  const inner = (item: Cell): string => toJson(item, style, depth + 1);
  if (isList(value)) return lines(['[', ']'], value.map(inner), { style, depth });
  if (!isDict(value)) return jsonScalar(value);
  const keys = style.isSorted ? Object.keys(value).sort() : Object.keys(value);
  const entries = keys.map(
    (key) => `${jsonText(key, style.isAscii)}: ${inner(value[key] ?? null)}`,
  );
  return lines(['{', '}'], entries, { style, depth });
}

function jsonScalar(value: Cell): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Float) return floatText(value.value);
  throw new TemplateProblem(`JSON has no form for the type ${kindOf(value)}`);
}

function lines(
  [open, close]: readonly [string, string],
  items: readonly string[],
  { style: { indent }, depth }: { readonly style: JsonStyle; readonly depth: number },
): string {
  if (items.length === 0) return open + close;
  if (indent === null) return open + items.join(', ') + close;
  const pad = (levels: number): string => `\n${' '.repeat(indent * levels)}`;
  return open + pad(depth + 1) + items.join(`,${pad(depth + 1)}`) + pad(depth) + close;
}

const jsonText = (text: string, isAscii: boolean): string => {
  const json = JSON.stringify(text);
  if (!isAscii) return json;
  return json.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

const jsonFilter = (indent: number | null, isSorted: boolean): Filter =>
  filter(['indent', 'sort_keys', 'ensure_ascii'], ({ value, args: [width, sorted, ascii] }) => {
    const style = {
      indent: width === undefined || width === null ? indent : wholeArgument(width, 4),
      isSorted: flagArgument(sorted, isSorted),
      isAscii: flagArgument(ascii, true),
    };
    return new WrittenText(withinSize(toJson(value, style)));
  });

const fromJson = filter([], ({ value }) => {
  try {
    return JSON.parse(textOf(value)) as Cell;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new TemplateProblem('from_json got a text that is no JSON', 'Look at the text.');
  }
});

const fromYaml = filter([], ({ value }) => {
  if (typeof value !== 'string') return value;
  try {
    return parse(value, { version: '1.1', merge: true, maxAliasCount: 100 }) as Cell;
  } catch (error) {
    const [says = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new TemplateProblem(`from_yaml got a text that is no YAML: ${says}`, 'Look at the text.');
  }
});

const yamlFilter = (usual: YamlStyle): Filter =>
  filter(
    ['indent', 'sort_keys', 'default_flow_style', 'width'],
    ({ value, args: [indent, sorted, flow] }) => {
      const style = {
        indent: wholeArgument(indent, usual.indent),
        isSorted: flagArgument(sorted, true),
        isBlock: flow === undefined || flow === null ? usual.isBlock : !flagArgument(flow, false),
      };
      return new WrittenText(withinSize(toYaml(value, style)));
    },
  );

export const DATA_FILTERS: readonly (readonly [string, Filter])[] = [
  ['to_json', jsonFilter(null, false)],
  ['tojson', jsonFilter(null, true)],
  ['to_nice_json', jsonFilter(4, true)],
  ['from_json', fromJson],
  ['to_yaml', yamlFilter({ indent: 2, isBlock: false, isSorted: true })],
  ['to_nice_yaml', yamlFilter({ indent: 4, isBlock: true, isSorted: true })],
  ['from_yaml', fromYaml],
];
