import { duration } from '../../report/words.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { FORKS, forksOf, INVENTORY, JSON_LINES, LIMIT, SSH } from '../options.ts';
import { connectorTo } from '../connector-to.ts';
import { findTargets, queryOf } from '../targets.ts';
import { visitHosts } from '../visit-hosts.ts';

/** Logs in to each device and asks which system is up. */
export const pingCommand: CliCommand = {
  usage: 'ping [pattern]',
  describe: 'Log in to each device and ask which system is up',
  positionals: { pattern: { completes: 'hosts' } },
  options: { ...INVENTORY, ...LIMIT, ...FORKS, ...SSH, ...JSON_LINES },
  examples: [['stem-remote ping -i fleet.ini berlin', 'reaches every device of the group berlin']],
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
      kind: 'ping',
    };
    return visitHosts(visit, app, async (context) => {
      const startedMs = Date.now();
      const { system, bootId } = await context.locate();
      const ms = Date.now() - startedMs;
      return {
        lines: [`${context.host.name}: the ${system} system is up (${duration(ms)})`],
        record: { system, bootId, ms },
        exit: EXIT.ok,
      };
    });
  },
};
