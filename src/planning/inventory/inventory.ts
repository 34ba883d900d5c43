import type { Vars } from '../../model/params.ts';

/** A fleet as Ansible sees it: groups and hosts in the order in which they were first named. */
export interface Inventory {
  readonly groups: ReadonlyMap<string, InventoryGroup>;
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  /** The folders group_vars and host_vars beside each source, in their order. */
  readonly besides: readonly VarsFolders[];
  /** Those beside the playbook: none or one. */
  readonly play: readonly VarsFolders[];
  /** `fleet.ini:12: …`: what Ansible takes in silence and an operator should know. */
  readonly warnings: readonly string[];
}

/** What the files in group_vars/ and host_vars/ hold, by the name of the group or host. */
export interface VarsFolders {
  readonly groups: ReadonlyMap<string, Vars>;
  readonly hosts: ReadonlyMap<string, Vars>;
}

export interface InventoryGroup {
  readonly name: string;
  /** Those listed in it, without those of its children. */
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly vars: Vars;
  /** The longest way down from `all`. */
  readonly depth: number;
  /** `ansible_group_priority`. */
  readonly priority: number;
}

export interface InventoryHost {
  readonly name: string;
  /** Those of its own lines. */
  readonly vars: Vars;
  /** All its groups but `all`, also those it is in by a child: later ones win. */
  readonly groups: readonly string[];
}

/** The hosts of a group and of its descendants, in Ansible's order. */
export function hostsOf(inventory: Inventory, group: string): readonly string[] {
  const hosts = new Set<string>();
  for (const name of descendants(inventory, group))
    for (const host of inventory.groups.get(name)?.hosts ?? []) hosts.add(host);
  return [...hosts];
}

/** Level by level, the group itself first. */
function descendants(inventory: Inventory, group: string): readonly string[] {
  const seen = new Set<string>([group]);
  let level: readonly string[] = [group];
  while (level.length > 0) {
    const next = level.flatMap((name) => inventory.groups.get(name)?.children ?? []);
    level = [...new Set(next)].filter((name) => !seen.has(name));
    for (const name of level) seen.add(name);
  }
  return [...seen];
}
