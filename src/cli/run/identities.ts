import { withFleet } from '../../model/fleet.ts';
import { withFixed } from '../../model/fixed-vars.ts';
import type { Vars } from '../../model/params.ts';
import { fleetOf } from '../../planning/inventory/fleet.ts';
import { hostVars } from '../../planning/inventory/host-vars.ts';
import type { App } from '../app.ts';
import { readSources, type InventoryQuery } from '../inventory/read-inventory.ts';
import { CLOSED_VAULT } from '../secrets/vault.ts';
import { hostConfigs, identityLine, isConfigured } from './config-json.ts';
import { hostProxies } from './system-proxy.ts';

/**
 * As whom the hosts of an inventory will come up, those that have a `config.json`: a line, or none. Without a bundle
 * the device type is not compared. Their proxies are read as well. @throws StemError INVENTORY_INVALID
 */
export function identitiesIn(query: InventoryQuery, extraVars: Vars, app: App): readonly string[] {
  if (query.sources.length === 0) return [];
  const vault = app.secrets?.vault ?? CLOSED_VAULT;
  const inventory = readSources({ ...query, vault });
  const fleet = fleetOf(inventory, extraVars);
  const all = fleet.hosts.map((name) => ({
    name,
    vars: withFleet(withFixed(hostVars(inventory, name), extraVars), fleet),
  }));
  hostProxies(all);
  const hosts = all.filter(isConfigured);
  if (hosts.length === 0) return [];
  return [identityLine(hostConfigs(hosts, { inventory: query.sources, vault }))];
}
