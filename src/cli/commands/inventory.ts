import { hostJson, inventoryGraph, inventoryJson } from '../../planning/inventory/dump.ts';
import { nearest } from '../../planning/nearest.ts';
import { StemError } from '../../model/errors.ts';
import { usageError } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { INVENTORY, inventoryFile } from '../options.ts';
import { readInventory } from '../targets.ts';

/** Shows the inventory as `ansible-inventory` does. */
export const inventoryCommand: CliCommand = {
  usage: 'inventory',
  describe: 'Show the inventory: as JSON, as a tree, or one host',
  options: {
    inventory: INVENTORY.inventory,
    list: { type: 'flag', describe: 'All of it as JSON, as `ansible-inventory --list`' },
    graph: { type: 'flag', describe: 'Groups and hosts as a tree' },
    host: { type: 'text', describe: 'The vars of one host as JSON' },
  },
  run: (args, app) => {
    const inventory = readInventory(inventoryFile(args, app), app);
    const host = args.text('host');
    const ways = [args.flag('list'), args.flag('graph'), host !== undefined];
    if (ways.filter(Boolean).length > 1)
      throw usageError('--list, --graph and --host exclude each other');
    if (host !== undefined && !inventory.hosts.has(host))
      throw new StemError(`no host is called ${host}${nearest(host, inventory.hosts.keys())}`, {
        code: 'NO_HOSTS',
        hint: 'Look at `stem-remote inventory --graph`.',
      });
    if (args.flag('graph')) app.out(inventoryGraph(inventory).trimEnd());
    else
      app.out(
        JSON.stringify(
          host === undefined ? inventoryJson(inventory) : hostJson(inventory, host),
          null,
          4,
        ),
      );
    return Promise.resolve(EXIT.ok);
  },
};
