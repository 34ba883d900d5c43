import type { Json } from '../../model/json.ts';
import { lift } from '../../templating/rendering.ts';
import { textOf } from '../../templating/text.ts';
import { hostJson, inventoryGraph, inventoryJson } from '../../planning/inventory/dump.ts';
import type { Inventory } from '../../planning/inventory/inventory.ts';
import { nearest } from '../../planning/nearest.ts';
import { StemError } from '../../model/errors.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inventorySources } from '../options.ts';
import { readInventory, selectIn } from '../targets.ts';

/** Shows the inventory as `ansible-inventory` does. */
export const inventoryCommand: CliCommand = {
  usage: 'inventory [group]',
  describe: 'Show the inventory: as JSON, as a tree, one host, or the names of a pattern',
  options: {
    inventory: {
      type: 'list',
      alias: 'i',
      describe: 'A file, a folder or a list like web1,web2; more than one may be given',
    },
    list: { type: 'flag', describe: 'All of it as JSON, as `ansible-inventory --list`' },
    graph: { type: 'flag', describe: 'Groups and hosts as a tree; of GROUP, if it is named' },
    vars: { type: 'flag', describe: 'With --graph: the vars of groups and hosts as well' },
    host: { type: 'text', describe: 'The vars of one host as JSON' },
    hosts: { type: 'text', describe: 'The names that a pattern matches, one a line' },
  },
  examples: [
    ['$0 inventory -i fleet.ini --graph', 'Who is in which group'],
    ["$0 inventory -i fleet.ini --hosts 'site_oslo:!office*'", 'Whom a pattern means'],
  ],
  run: (args, app) => {
    const shown = way(args);
    const inventory = readInventory(
      { sources: inventorySources(args, app), playFolder: app.cwd },
      app,
    );
    const text = textFor(inventory, shown, app);
    if (text !== '') app.out(text);
    return Promise.resolve(EXIT.ok);
  },
};

type Way =
  | { readonly kind: 'list' }
  | { readonly kind: 'graph'; readonly group: string; readonly hasVars: boolean }
  | { readonly kind: 'host' | 'hosts'; readonly pattern: string };

function way(args: Args): Way {
  const host = args.pattern('host');
  const hosts = args.pattern('hosts');
  const group = args.text('group');
  const ways = [args.flag('list'), args.flag('graph'), host !== undefined, hosts !== undefined];
  if (ways.filter(Boolean).length > 1)
    throw usageError('--list, --graph, --host and --hosts exclude each other');
  if (group !== undefined && !args.flag('graph'))
    throw usageError(`"${group}" is one word too many`, 'Say `--graph GROUP`, or `--host NAME`.');
  if (args.flag('vars') && !args.flag('graph'))
    throw usageError('--vars is about --graph', 'Say `--graph --vars`.');
  if (args.flag('graph'))
    return { kind: 'graph', group: group ?? 'all', hasVars: args.flag('vars') };
  if (host !== undefined) return { kind: 'host', pattern: host };
  return hosts === undefined ? { kind: 'list' } : { kind: 'hosts', pattern: hosts };
}

function textFor(inventory: Inventory, shown: Way, app: App): string {
  switch (shown.kind) {
    case 'list':
      return pretty(inventoryJson(inventory));
    case 'graph':
      if (inventory.groups.has(shown.group))
        return inventoryGraph(inventory, shown.group, shown.hasVars ? pythonText : null);
      throw noHosts(
        `no group is called ${shown.group}${nearest(shown.group, inventory.groups.keys())}`,
      );
    case 'host':
      return pretty(hostJson(inventory, oneHost(inventory, shown.pattern, app)));
    case 'hosts':
      return selectIn(inventory, [shown.pattern], app).join('\n');
  }
}

/** As in Ansible a pattern will do, if it means one host. */
function oneHost(inventory: Inventory, pattern: string, app: App): string {
  if (inventory.hosts.has(pattern)) return pattern;
  const [name, ...others] = selectIn(inventory, [pattern], app);
  if (name !== undefined && others.length === 0) return name;
  throw noHosts(`${pattern} is ${String(others.length + 1)} hosts: --host shows one`);
}

const noHosts = (because: string): StemError =>
  new StemError(because, { code: 'NO_HOSTS', hint: 'Look at `stem-remote inventory --graph`.' });

/** As Python's `str()`. */
const pythonText = (value: Json): string => textOf(lift(value));

const pretty = (value: unknown): string => JSON.stringify(value, null, 4);
