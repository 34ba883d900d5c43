import { raw, sh, type ShellCommand } from '../../model/command.ts';
import type { CommandResult } from '../../model/fact.ts';
import { printable } from '../../report/printable.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { FORKS, forksOf, INVENTORY, JSON_LINES, LIMIT, SSH } from '../options.ts';
import { connectorTo } from '../connector-to.ts';
import { findTargets, queryOf } from '../targets.ts';
import { visitHosts } from '../visit-hosts.ts';

const DEFAULT_TIMEOUT_S = 60;

/** Runs one command on each device of a pattern. */
export const execCommand: CliCommand = {
  usage: 'exec <pattern>',
  describe: 'Run one command on each device: exec PATTERN -- COMMAND…',
  takesWords: true,
  positionals: { pattern: { completes: 'hosts' } },
  options: {
    ...INVENTORY,
    ...LIMIT,
    ...FORKS,
    ...SSH,
    ...JSON_LINES,
    become: { type: 'flag', alias: 'b', describe: 'As root' },
    timeout: {
      type: 'number',
      describe: `The device ends the command after so many seconds (${String(DEFAULT_TIMEOUT_S)})`,
    },
  },
  examples: [
    ['stem-remote exec -i fleet.ini all -- uname -r', 'words go to the device as they are'],
    ["stem-remote exec -i fleet.ini all -b -- 'dmesg | tail'", 'one word is a line for the shell'],
  ],
  run: (args, app) => {
    const command = commandOf(args);
    const targets = findTargets(
      queryOf(args, app, [args.pattern('pattern'), args.pattern('limit')]),
      app,
    );
    const options = {
      as: args.flag('become') ? ('root' as const) : ('login' as const),
      timeoutMs: 1000 * (args.number('timeout', 1) ?? DEFAULT_TIMEOUT_S),
    };
    const visit = {
      targets,
      connector: connectorTo(targets),
      forks: forksOf(args),
      isJson: args.flag('json'),
      kind: 'exec',
    };
    return visitHosts(visit, app, async (context) => {
      const result = await (await context.session()).run(command, options);
      return {
        lines: resultLines(context.host.name, result),
        record: result,
        exit: result.exitCode === 0 ? EXIT.ok : EXIT.failed,
      };
    });
  },
};

function commandOf({ words }: Args): ShellCommand {
  const [first, ...others] = words;
  if (first === undefined)
    throw usageError('there is no command to run', 'Put it behind `--`: exec PATTERN -- uname -r');
  // One word is a shell line, as for ssh; several are passed on exactly as they are.
  return others.length === 0 ? raw(first) : sh(...words);
}

/** Ansible's form, with what a device prints made harmless. */
const resultLines = (
  host: string,
  { exitCode, stdout, stderr, isCut }: CommandResult,
): readonly string[] => [
  `${host} | exit ${String(exitCode)} >>`,
  ...linesOf(stdout),
  ...linesOf(stderr),
  ...(isCut ? ['(the rest was cut: there is too much of it)'] : []),
];

const linesOf = (text: string): readonly string[] =>
  text === '' ? [] : [printable(text).replace(/\n$/, '')];
