import type { Value, Vars } from '../../model/params.ts';
import type { Inventory, InventoryGroup } from './inventory.ts';
import { LineProblem } from './problem.ts';

/** An inventory while it is read: what Ansible's InventoryData does, in the same order. */
export interface Draft {
  readonly groups: Map<string, DraftGroup>;
  readonly hosts: Map<string, Map<string, Value>>;
  /** What is being read: a host keeps where it was named first. */
  source: Source | null;
}

export interface Source {
  readonly file: string;
  readonly folder: string;
}

interface DraftGroup {
  readonly name: string;
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly parents: Set<string>;
  readonly vars: Map<string, Value>;
  depth: number;
  priority: number;
}

export function newDraft(): Draft {
  const draft: Draft = { groups: new Map(), hosts: new Map(), source: null };
  addGroup(draft, 'all');
  addGroup(draft, 'ungrouped');
  addChild(draft, 'all', 'ungrouped');
  return draft;
}

export function addGroup(draft: Draft, name: string): void {
  if (draft.groups.has(name)) return;
  draft.groups.set(name, {
    name,
    hosts: new Set(),
    children: new Set(),
    parents: new Set(),
    vars: new Map(),
    depth: 0,
    priority: 1,
  });
}

/** Only the line that names a host first gives it a port. */
export function addHost(draft: Draft, name: string, at: { group: string; port: number }): void {
  if (name === '') throw new LineProblem('the name of the host is empty', 'Name the host.');
  if (!draft.hosts.has(name)) {
    const vars = new Map<string, Value>(at.port === 0 ? [] : [['ansible_port', at.port]]);
    if (draft.source !== null) {
      vars.set('inventory_file', draft.source.file);
      vars.set('inventory_dir', draft.source.folder);
    }
    draft.hosts.set(name, vars);
  }
  groupOf(draft, at.group).hosts.add(name);
}

/** A group wins where a host has its name. */
export function setVariable(draft: Draft, owner: string, [name, value]: [string, Value]): void {
  const group = draft.groups.get(owner);
  if (group !== undefined && name === 'ansible_group_priority') {
    group.priority = priorityOf(value);
    return;
  }
  (group?.vars ?? draft.hosts.get(owner))?.set(name, value);
}

function priorityOf(value: Value): number {
  const isNumeral = typeof value !== 'string' || /^\s*[+-]?\d(?:_?\d)*\s*$/.test(value);
  const priority = isNumeral
    ? Number(typeof value === 'string' ? value.replaceAll('_', '') : value)
    : NaN;
  if (Number.isFinite(priority) && value !== null && typeof value !== 'object')
    return Math.trunc(priority);
  throw new LineProblem(
    'ansible_group_priority must be a whole number',
    'Write ansible_group_priority=10.',
  );
}

/** Depths grow along the longest way; a group keeps the place where it was first added. */
export function addChild(draft: Draft, parentName: string, childName: string): void {
  const parent = groupOf(draft, parentName);
  const child = groupOf(draft, childName);
  if (parent === child)
    throw new LineProblem(`the group ${parentName} is its own child`, 'Take it out.');
  if (parent.children.has(childName)) return;
  if (ancestors(draft, parentName).has(childName))
    throw new LineProblem(
      `the group ${childName} would be below itself: it has ${parentName} among its children`,
      'Break the circle.',
    );
  parent.children.add(childName);
  child.parents.add(parentName);
  child.depth = Math.max(parent.depth + 1, child.depth);
  deepen(draft, child);
}

/** A child by its name alone: a group, or else a host. */
export function addMember(draft: Draft, parent: string, name: string): void {
  if (draft.groups.has(name)) addChild(draft, parent, name);
  else if (draft.hosts.has(name)) groupOf(draft, parent).hosts.add(name);
  else
    throw new LineProblem(`${name} is no group`, 'Give it a mapping with hosts, vars or children.');
}

function deepen(draft: Draft, group: DraftGroup): void {
  let depth = group.depth;
  let level = [...group.children];
  while (level.length > 0) {
    depth += 1;
    const deeper = level.map((name) => groupOf(draft, name)).filter((each) => each.depth < depth);
    for (const each of deeper) each.depth = depth;
    level = [...new Set(deeper.flatMap((each) => [...each.children]))];
  }
}

function groupOf(draft: Draft, name: string): DraftGroup {
  const group = draft.groups.get(name);
  if (group === undefined) throw new Error(`no group ${name} in the draft`);
  return group;
}

function ancestors(draft: Draft, name: string): ReadonlySet<string> {
  const seen = new Set<string>();
  let level = [...groupOf(draft, name).parents];
  while (level.length > 0) {
    for (const each of level) seen.add(each);
    level = level.flatMap((each) => [...groupOf(draft, each).parents]);
    level = [...new Set(level)].filter((each) => !seen.has(each));
  }
  return seen;
}

/** Hangs every group below `all` and every host into a group, as Ansible does after the last file. */
export function finishDraft(draft: Draft, warnings: readonly string[]): Inventory {
  for (const { name } of draft.groups.values())
    if (name !== 'all' && ancestors(draft, name).size === 0) addChild(draft, 'all', name);
  const memberships = membershipsOf(draft);
  sortOutUngrouped(draft, memberships);
  const hosts = [...draft.hosts].map(([name, vars]) => {
    const groups = [...(memberships.get(name) ?? [])].map((group) => groupOf(draft, group));
    const sorted = groups.filter((group) => group.name !== 'all').sort(byPrecedence);
    const host = { name, vars: toVars(vars), groups: sorted.map((group) => group.name) };
    return [name, host] as const;
  });
  const groups = [...draft.groups].map(([name, group]) => [name, frozen(group)] as const);
  return { groups: new Map(groups), hosts: new Map(hosts), besides: [], play: [], warnings };
}

/** Per host the names of all groups that it is in, directly or by a child. */
function membershipsOf(draft: Draft): ReadonlyMap<string, Set<string>> {
  const memberships = new Map<string, Set<string>>();
  for (const { name, hosts } of draft.groups.values()) {
    const above = [name, ...ancestors(draft, name)];
    for (const host of hosts) {
      const groups = memberships.get(host) ?? new Set();
      for (const group of above) groups.add(group);
      memberships.set(host, groups);
    }
  }
  return memberships;
}

/** A host is in `ungrouped` just when it is in no other group but `all`. */
function sortOutUngrouped(draft: Draft, memberships: ReadonlyMap<string, Set<string>>): void {
  const ungrouped = groupOf(draft, 'ungrouped');
  const above = ancestors(draft, 'ungrouped');
  for (const [host, groups] of memberships) {
    const isElsewhere = [...groups].some((name) => name !== 'all' && name !== 'ungrouped');
    if (isElsewhere) {
      if (ungrouped.hosts.delete(host)) leave(draft, groups, above);
    } else {
      ungrouped.hosts.add(host);
      for (const name of ['ungrouped', ...above]) groups.add(name);
    }
  }
}

/** With `ungrouped` a host leaves what is above it, but for `all` and what is above another of its groups. */
function leave(draft: Draft, groups: Set<string>, above: ReadonlySet<string>): void {
  groups.delete('ungrouped');
  const isHeld = (name: string): boolean =>
    [...groups].some((each) => ancestors(draft, each).has(name));
  for (let gone: readonly string[] = ['ungrouped']; gone.length > 0;) {
    gone = [...above].filter((name) => name !== 'all' && groups.has(name) && !isHeld(name));
    for (const name of gone) groups.delete(name);
  }
}

const byPrecedence = (a: DraftGroup, b: DraftGroup): number =>
  a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1);

const frozen = ({ name, hosts, children, vars, depth, priority }: DraftGroup): InventoryGroup => ({
  name,
  hosts: [...hosts],
  children: [...children],
  vars: toVars(vars),
  depth,
  priority,
});

const toVars = (vars: ReadonlyMap<string, Value>): Vars => Object.fromEntries(vars);
