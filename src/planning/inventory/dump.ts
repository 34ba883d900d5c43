import type { Json } from '../../model/json.ts';
import type { Vars } from '../../model/params.ts';
import { groupVars, inventoryVars } from './host-vars.ts';
import { hostsOf, type Inventory } from './inventory.ts';

/** Vars that Ansible keeps to itself, also where an inventory sets them. */
const INTERNAL: ReadonlySet<string> = new Set([
  'ansible_diff_mode',
  'ansible_config_file',
  'ansible_facts',
  'ansible_forks',
  'ansible_inventory_sources',
  'ansible_limit',
  'ansible_playbook_python',
  'ansible_run_tags',
  'ansible_skip_tags',
  'ansible_verbosity',
  'ansible_version',
  'inventory_dir',
  'inventory_file',
  'inventory_hostname',
  'inventory_hostname_short',
  'groups',
  'group_names',
  'omit',
  'playbook_dir',
]);

type Entry = readonly [string, Json];

/** What `ansible-inventory --list` prints, with secrets masked. */
export function inventoryJson(inventory: Inventory): Json {
  const hostvars = hostsOf(inventory, 'all').flatMap((name): readonly Entry[] => {
    const vars = hostJson(inventory, name);
    return Object.keys(vars).length === 0 ? [] : [[name, vars]];
  });
  return sorted([['_meta', { hostvars: sorted(hostvars) }], ...groupEntries(inventory)]);
}

/** What `ansible-inventory --host NAME` prints, with secrets masked. */
export function hostJson(inventory: Inventory, name: string): Readonly<Record<string, Json>> {
  const host = inventory.hosts.get(name);
  const vars: Vars = host === undefined ? {} : inventoryVars(inventory, host);
  return shownVars(vars);
}

function shownVars(vars: Vars): Readonly<Record<string, Json>> {
  const shown = Object.entries(vars).filter(([key]) => !INTERNAL.has(key));
  return sorted(shown.map(([key, value]): Entry => [key, toJson(value)]));
}

/** A Secret says of itself that it is one. */
const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const sorted = (entries: readonly Entry[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Groups without hosts and children are left out. */
function groupEntries({ groups }: Inventory): readonly Entry[] {
  return [...groups.values()].flatMap(({ name, hosts, children }): readonly Entry[] => {
    const shown: Entry[] = [];
    if (children.length > 0) shown.push(['children', children]);
    if (hosts.length > 0 && name !== 'all') shown.push(['hosts', hosts]);
    return shown.length === 0 ? [] : [[name, Object.fromEntries(shown)]];
  });
}

/**
 * What `ansible-inventory --graph` prints. A group with two parents stands below both. With `textOf`, which writes a value as
 * Python does, it is what `--graph --vars` prints.
 */
export const inventoryGraph = (
  inventory: Inventory,
  top = 'all',
  textOf: ((value: Json) => string) | null = null,
): string => graphOf({ inventory, textOf }, top, 0).join('\n');

interface Graph {
  readonly inventory: Inventory;
  readonly textOf: ((value: Json) => string) | null;
}

function graphOf(graph: Graph, name: string, depth: number): readonly string[] {
  const { inventory } = graph;
  const group = inventory.groups.get(name);
  const children = group?.children ?? [];
  const hosts = name === 'all' ? [] : (group?.hosts ?? []);
  return [
    branch(`@${name}:`, depth),
    ...children.flatMap((child) => graphOf(graph, child, depth + 1)),
    ...hosts.flatMap((host) => [
      branch(host, depth + 1),
      ...varLines(graph, hostJson(inventory, host), depth + 2),
    ]),
    ...varLines(graph, shownVars(groupVars(inventory, name)), depth + 1),
  ];
}

const varLines = (
  { textOf }: Graph,
  vars: Readonly<Record<string, Json>>,
  depth: number,
): readonly string[] =>
  textOf === null
    ? []
    : Object.entries(vars).map(([name, value]) => branch(`{${name} = ${textOf(value)}}`, depth));

const branch = (text: string, depth: number): string =>
  depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
