import type { Value } from '../../model/params.ts';
import {
  childOf,
  isFalsy,
  keyText,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../yaml/node.ts';
import { addGroup, addHost, addMember, setVariable, type Draft } from './draft.ts';
import { readPattern } from './host-pattern.ts';
import { LineProblem } from './problem.ts';
import type { OpenVault } from './yaml-vars.ts';
import { varOf } from './yaml-vars.ts';
import { groupWarnings, hostLineWarnings, type Warn } from './warnings.ts';

interface Reading {
  readonly draft: Draft;
  readonly warn: Warn;
  readonly openVault: OpenVault;
}

/** Reads a YAML inventory into a draft, as Ansible's yaml plugin does. @throws LineProblem */
export function readYamlInventory(reading: Reading, root: YamlNode | null): void {
  if (root === null || isFalsy(root))
    throw new LineProblem('it is empty YAML', 'Write `all:` and below it `hosts:`.');
  if (root.kind !== 'map')
    throw new LineProblem(
      `a YAML inventory is a mapping of groups, this is ${what(root)}`,
      'Write `all:` and below it `hosts:`.',
      root.line,
    );
  const plugin = childOf(root, 'plugin');
  if (plugin !== undefined && !isFalsy(plugin))
    throw new LineProblem(
      'it configures an inventory plugin of Ansible, and these are written in Python',
      'Save what `ansible-inventory --list` prints, and name that file.',
      plugin.line,
    );
  for (const { key, value } of root.entries) readGroup(reading, nameOf(key, 'group'), value);
}

const SECTIONS: ReadonlySet<unknown> = new Set(['vars', 'children', 'hosts']);

/** What is no mapping is skipped, and declares no group. */
function readGroup(reading: Reading, name: string, data: YamlNode): void {
  const { warn, draft } = reading;
  if (data.kind !== 'map' && !isNull(data)) {
    warn(`${name} is left out: a group is a mapping, this is ${what(data)}`, data.line);
    return;
  }
  if (!draft.groups.has(name)) for (const says of groupWarnings(name)) warn(says, data.line);
  addGroup(draft, name);
  if (data.kind !== 'map') return;
  const sections = data.entries.map((entry) => ({ ...entry, value: asSection(entry, name) }));
  for (const section of sections) readEntry(reading, name, section);
}

/** Nothing below a key is nothing to read. */
function readEntry(reading: Reading, name: string, { key, value }: YamlEntry): void {
  if (isNull(value)) return;
  if (value.kind === 'map' && SECTIONS.has(key.value))
    readSection(reading, name, { key: keyText(key), map: value });
  else
    reading.warn(
      `${keyText(key)} in ${name} is left out: a group has only hosts, vars and children`,
      key.line,
    );
}

const isNull = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

/** A text stands for a mapping with it as the only key. */
function asSection({ key, value }: YamlEntry, group: string): YamlNode {
  if (!SECTIONS.has(key.value) || value.kind === 'map') return value;
  if (isNull(value)) return value;
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    const nothing = { kind: 'scalar', value: null, written: '', line: value.line } as const;
    return { kind: 'map', entries: [{ key: value, value: nothing }], line: value.line };
  }
  throw new LineProblem(
    `${keyText(key)} of ${group} is a mapping, this is ${what(value)}`,
    'Write `NAME:` a line, without a dash before it.',
    value.line,
  );
}

function readSection(
  reading: Reading,
  group: string,
  { key, map }: { readonly key: string; readonly map: YamlMap },
): void {
  const { draft } = reading;
  for (const entry of map.entries)
    if (key === 'vars') set(reading, group, entry);
    else if (key === 'hosts') readHost(reading, group, entry);
    else {
      const child = nameOf(entry.key, 'group');
      readGroup(reading, child, entry.value);
      at(entry.key.line, () => {
        addMember(draft, group, child);
      });
    }
}

function readHost(reading: Reading, group: string, { key, value }: YamlEntry): void {
  const pattern = nameOf(key, 'host');
  const { names, port } = at(key.line, () => readPattern(pattern));
  for (const says of hostLineWarnings({ pattern, names, port, cut: null }))
    reading.warn(says, key.line);
  if (!isFalsy(value) && value.kind !== 'map')
    throw new LineProblem(
      `the vars of ${pattern} are a mapping, this is ${what(value)}`,
      'Write `NAME: VALUE` lines below the host.',
      value.line,
    );
  for (const name of names) {
    addHost(reading.draft, name, { group, port: port ?? 0 });
    if (value.kind === 'map') for (const each of value.entries) set(reading, name, each);
  }
}

function set({ draft, warn, openVault }: Reading, owner: string, entry: YamlEntry): void {
  at(entry.key.line, () => {
    const pair: readonly [string, Value] = varOf(entry, { warn, openVault });
    setVariable(draft, owner, [...pair]);
  });
}

function nameOf({ value, line }: YamlEntry['key'], kind: 'group' | 'host'): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new LineProblem(
    value === '' ? `the name of the ${kind} is empty` : `the name of a ${kind} is a text`,
    `Write the name in quotes: "${String(value)}".`,
    line,
  );
}

/** Says the line where whoever found the problem didn't know it. */
function at<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LineProblem) || error.line !== null) throw error;
    throw new LineProblem(error.message, error.hint, line);
  }
}

function what(node: YamlNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a mapping';
  return node.kind === 'scalar' && typeof node.value === 'number' ? 'a number' : 'a text';
}
