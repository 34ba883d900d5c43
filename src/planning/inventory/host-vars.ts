import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { nearest } from '../nearest.ts';
import { isIpAddress } from './address.ts';
import type { Inventory, InventoryHost } from './inventory.ts';

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

/** Without the magic ones. */
export const inventoryVars = (inventory: Inventory, host: InventoryHost): Vars =>
  ['all', ...host.groups]
    .map((group): Vars => inventory.groups.get(group)?.vars ?? {})
    .concat(host.vars)
    .reduce<Vars>((merged, layer) => ({ ...merged, ...layer }), {});

const magicVars = ({ name, groups }: InventoryHost): Vars => ({
  inventory_hostname: name,
  inventory_hostname_short: isIpAddress(name) ? name : (name.split('.')[0] ?? name),
  group_names: groups.toSorted(),
});
