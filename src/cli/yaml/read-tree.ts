import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { LineProblem } from '../../planning/inventory/problem.ts';
import { jsonTree } from '../../planning/yaml/json-tree.ts';
import type {
  Scalar,
  YamlEntry,
  YamlList,
  YamlMap,
  YamlNode,
  YamlScalar,
} from '../../planning/yaml/node.ts';
import { plainScalar } from '../../planning/yaml/plain-scalar.ts';
import { taggedScalar } from './tagged-scalar.ts';

/**
 * Reads JSON, or else YAML 1.1, as Ansible does: the package `yaml` finds the structure, and the scalars mean what they mean to
 * PyYAML. Null where the text holds nothing. @throws LineProblem
 */
export function readTree(text: string): YamlNode | null {
  if (/^[\s]*[[{"]/.test(text)) {
    try {
      return jsonTree(text);
    } catch (error) {
      if (!(error instanceof LineProblem)) throw error;
    }
  }
  return readYaml(text);
}

interface Reading {
  readonly document: Document;
  readonly lines: LineCounter;
  /** Aliased pieces are read once. Null while a piece is being read. */
  readonly known: Map<unknown, YamlNode | null>;
  readonly anchors: Set<string>;
}

function readYaml(text: string): YamlNode | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error !== undefined)
    throw new LineProblem(
      `it is no YAML: ${error.message}`,
      'Mend the YAML: look at this line and the one before it.',
      lines.linePos(error.pos[0]).line,
    );
  if (document.contents === null) return null;
  const node = read({ document, lines, known: new Map(), anchors: new Set() }, document.contents);
  return node.kind === 'scalar' && node.value === null ? null : node;
}

function read(reading: Reading, node: Node | null): YamlNode {
  if (node === null) return { kind: 'scalar', value: null, written: '', line: 1 };
  const line = lineOf(reading, node);
  const target = isAlias(node) ? node.resolve(reading.document) : node;
  if (target === undefined)
    throw new LineProblem('the alias names no anchor', 'Define it with & before it.', line);
  const seen = reading.known.get(target);
  if (seen === null)
    throw new LineProblem('the alias is inside what it names', 'Take it out.', line);
  if (seen !== undefined) return seen;
  refuseDouble(reading, target.anchor, line);
  reading.known.set(target, null);
  const made = atLine(line, () => one(reading, target, line));
  reading.known.set(target, made);
  return made;
}

/** PyYAML refuses what YAML allows. */
function refuseDouble({ anchors }: Reading, anchor: string | undefined, line: number): void {
  if (anchor === undefined) return;
  if (anchors.has(anchor))
    throw new LineProblem(`the anchor &${anchor} is there twice`, 'Rename one.', line);
  anchors.add(anchor);
}

function one(reading: Reading, node: Node, line: number): YamlNode {
  if (isScalar(node)) return readScalar(node, line);
  refuseTag(node.tag, line);
  if (isMap(node)) return readMap(reading, node, line);
  if (!isSeq(node)) throw new LineProblem('this is neither a mapping nor a list', '', line);
  const items = node.items.map((item) => read(reading, item as Node | null));
  return { kind: 'list', items, line } satisfies YamlList;
}

const PLAIN_TAGS: ReadonlySet<unknown> = new Set([
  undefined,
  '!unsafe',
  'tag:yaml.org,2002:map',
  'tag:yaml.org,2002:seq',
]);

function refuseTag(tag: string | undefined, line: number): void {
  if (!PLAIN_TAGS.has(tag))
    throw new LineProblem(`the tag ${tag ?? ''} is not understood`, 'Take the tag out.', line);
}

function readScalar(node: Node & { value: unknown }, line: number): YamlNode {
  // To PyYAML a lone ! says nothing.
  const tag = node.tag === '!' ? undefined : node.tag;
  const source = isScalar(node) ? (node.source ?? '') : '';
  const text = String(node.value);
  const isPlain = isScalar(node) && node.type === 'PLAIN';
  if (tag === '!vault' || tag === '!vault-encrypted')
    return { kind: 'vault', envelope: text, line };
  const value: Scalar =
    tag === undefined ? (isPlain ? plainScalar(text) : text) : taggedScalar(tag, text);
  const written = isPlain ? text : `"${source}"`;
  return { kind: 'scalar', value, written, line };
}

/** The last value of a key wins; it stands where the key was first. What `<<` brings comes before the map's own. */
function readMap(reading: Reading, map: YAMLMap, line: number): YamlMap {
  const own: YamlEntry[] = [];
  const merged: YamlEntry[] = [];
  for (const pair of map.items as readonly Pair<Node, Node | null>[]) {
    if (isMergeKey(pair.key)) merged.push(...entriesToMerge(read(reading, pair.value)));
    else own.push({ key: keyOf(reading, pair.key), value: read(reading, pair.value) });
  }
  const entries = new Map<unknown, YamlEntry>();
  for (const { key, value } of [...merged, ...own]) {
    const same = typeof key.value === 'boolean' ? Number(key.value) : key.value;
    entries.set(same, { key: entries.get(same)?.key ?? key, value });
  }
  return { kind: 'map', entries: [...entries.values()], line };
}

const isMergeKey = (key: Node): boolean =>
  isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;

function keyOf(reading: Reading, node: Node): YamlScalar {
  const key = read(reading, node);
  if (key.kind === 'scalar') return { ...key, line: lineOf(reading, node) };
  throw new LineProblem('a key is a text or a number', 'Write `name: value`.', key.line);
}

/** In a list of mappings the first one wins. */
function entriesToMerge(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  const maps = node.kind === 'list' ? node.items : [node];
  return maps.toReversed().flatMap((map) => {
    if (map.kind === 'map') return map.entries;
    throw new LineProblem(
      '<< takes a mapping or a list of them',
      'Name one: `<<: *anchor`.',
      map.line,
    );
  });
}

const lineOf = ({ lines }: Reading, node: Node): number => {
  const offset = node.range?.[0];
  return offset === undefined ? 1 : lines.linePos(offset).line;
};

function atLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LineProblem) || error.line !== null) throw error;
    throw new LineProblem(error.message, error.hint, line);
  }
}
