import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { nearest } from '../nearest.ts';
import { isIpAddress } from './address.ts';
import type { Inventory, InventoryHost, VarsFolders } from './inventory.ts';

/**
 * The vars of a host: those of `all`, then of its groups by depth, priority and name, then its own, then Ansible's magic
 * ones. Later ones win. @throws StemError NO_HOSTS
 */
export function hostVars(inventory: Inventory, name: string): Vars {
  const host = inventory.hosts.get(name);
  if (host === undefined)
    throw new StemError(`no host is called ${name}${nearest(name, inventory.hosts.keys())}`, {
      code: 'NO_HOSTS',
      hint: 'Look at the names: stem-remote inventory -i FILE --graph.',
    });
  return { ...inventoryVars(inventory, host), ...magicVars(host) };
}

/**
 * Without the magic ones, in Ansible's order: what the inventory says of groups, then the files of `all`, then those of the other
 * groups, then what the inventory says of the host, then its files. Beside the inventory comes before beside the playbook.
 */
export function inventoryVars(inventory: Inventory, host: InventoryHost): Vars {
  const { groups, besides, play } = inventory;
  const filesOf = (folders: readonly VarsFolders[], names: readonly string[]): readonly Vars[] =>
    folders.flatMap((each) => names.map((name) => each.groups.get(name) ?? {}));
  const layers = [
    ...['all', ...host.groups].map((name) => groups.get(name)?.vars ?? {}),
    ...filesOf([...besides, ...play], ['all']),
    ...filesOf(besides, host.groups),
    ...filesOf(play, host.groups),
    host.vars,
    ...[...besides, ...play].map((each) => each.hosts.get(host.name) ?? {}),
  ];
  return merged(layers);
}

/** What the inventory and its files say of one group, without its parents. */
export const groupVars = ({ groups, besides, play }: Inventory, name: string): Vars =>
  merged([
    groups.get(name)?.vars ?? {},
    ...[...besides, ...play].map((each) => each.groups.get(name) ?? {}),
  ]);

/** Later ones win. A var may be called `__proto__`, so nothing is assigned. */
export const merged = (layers: readonly Vars[]): Vars =>
  Object.fromEntries(layers.flatMap((layer) => Object.entries(layer)));

const magicVars = ({ name, groups }: InventoryHost): Vars => ({
  inventory_hostname: name,
  inventory_hostname_short: isIpAddress(name) ? name : (name.split('.')[0] ?? name),
  group_names: groups.toSorted(),
  // Also in a plan: it shows what a run does.
  ansible_check_mode: false,
});
