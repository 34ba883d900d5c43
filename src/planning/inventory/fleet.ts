import type { Fleet } from '../../model/fleet.ts';
import { withFleet } from '../../model/fleet.ts';
import { withFixed } from '../../model/fixed-vars.ts';
import type { Vars } from '../../model/params.ts';
import { hostVars } from './host-vars.ts';
import { hostsOf, type Inventory } from './inventory.ts';

/** The inventory as templates see it. The vars of a host are computed when a template first asks for them. */
export function fleetOf(inventory: Inventory, extraVars: Vars): Fleet {
  const known = new Map<string, Vars>();
  const fleet: Fleet = {
    groups: [...inventory.groups.keys()],
    hosts: hostsOf(inventory, 'all'),
    hostsOf: (group) => hostsOf(inventory, group),
    varsOf: (host) => {
      if (!inventory.hosts.has(host)) return null;
      const vars =
        known.get(host) ?? withFleet(withFixed(hostVars(inventory, host), extraVars), fleet);
      known.set(host, vars);
      return vars;
    },
  };
  return fleet;
}
