import { whereabouts } from '../../facts/boot.ts';
import { mountedAt, swaps, volume } from '../../facts/disk.ts';
import { hostname } from '../../facts/host.ts';
import { network } from '../../facts/network.ts';
import { owners } from '../../facts/owner.ts';
import { STAGING } from '../../model/paths.ts';
import type { FactSet } from '../../model/fact.ts';
import { readTarget } from '../../steps/target.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { FORKS, forksOf, INVENTORY, JSON_LINES, LIMIT, SSH } from '../options.ts';
import { connectorTo } from '../connector-to.ts';
import { findTargets, queryOf, type Target } from '../targets.ts';
import { visitHosts } from '../visit-hosts.ts';

/** Asks each device for its main facts, in one round trip. */
export const factsCommand: CliCommand = {
  usage: 'facts [pattern]',
  describe: 'Ask each device for its main facts, as JSON',
  positionals: { pattern: { completes: 'hosts' } },
  options: { ...INVENTORY, ...LIMIT, ...FORKS, ...SSH, ...JSON_LINES },
  run: (args, app) => {
    const targets = findTargets(
      queryOf(args, app, [args.pattern('pattern') ?? 'all', args.pattern('limit')]),
      app,
    );
    const visit = {
      targets,
      connector: connectorTo(targets),
      forks: forksOf(args),
      isJson: args.flag('json'),
      kind: 'facts',
    };
    return visitHosts(visit, app, async (context, target) => {
      const facts = await context.ask(mainFacts(target));
      return {
        lines: [JSON.stringify({ host: target.host.name, ...facts }, null, 2)],
        record: { facts },
        exit: EXIT.ok,
      };
    });
  },
};

function mainFacts({ vars }: Target): FactSet {
  const { root, staging } = readTarget(vars);
  return {
    whereabouts,
    hostname,
    root: volume(root),
    staging: volume(staging),
    swaps,
    stagingMount: mountedAt(STAGING),
    owners: owners(STAGING),
    network,
  };
}
