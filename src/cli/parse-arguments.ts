import yargs, { type Argv, type Options } from 'yargs';
import { nearest } from '../planning/nearest.ts';
import { commandNamed, helpText, nameOf, overview } from './help/help-text.ts';
import { insteadOfCommand, insteadOfOption, insteadOfWord } from './ansible-habits.ts';
import { argsOf, usageError, type Args } from './args.ts';
import type { CliCommand, OptionSpec, ValueSpec } from './command.ts';
import { COLOR } from './options.ts';

/** Either something to run, or text to show: help or the version. */
export type Parsed =
  | { readonly kind: 'run'; readonly command: CliCommand; readonly args: Args }
  | { readonly kind: 'text'; readonly text: string };

interface Seen {
  problem: string | null;
  text: string;
  found: Parsed | null;
}

const TYPES = {
  text: 'string',
  number: 'string',
  flag: 'boolean',
  list: 'array',
  count: 'count',
} as const;

/** Reads argv (without node and script). @throws StemError USAGE */
export function parseArguments(
  argv: readonly string[],
  commands: readonly CliCommand[],
  { version, width }: { readonly version: string; readonly width: number },
): Parsed {
  const help = askedHelp(argv, commands, width);
  if (help !== null) return { kind: 'text', text: help };
  const seen: Seen = { problem: null, text: '', found: null };
  const parser = commands.reduce(
    (all, command) =>
      all.command(
        command.usage,
        command.describe,
        (one) => optionsOf(one, command),
        (values) => {
          seen.found = { kind: 'run', command, args: checkedArgs(values, command) };
        },
      ),
    bareParser(version),
  );
  // It calls back before it returns, since no handler waits for anything.
  void parser.parse([...argv], {}, (problem: Error | undefined, _: unknown, text: string) => {
    seen.problem = problem?.message ?? null;
    seen.text = text;
  });
  if (seen.problem !== null) throw explained(seen.problem, argv, commands);
  if (seen.text !== '') return { kind: 'text', text: seen.text };
  if (seen.found === null) throw usageError('there is no command', SEE_HELP);
  return seen.found;
}

/** `--help` and `-h` in front of `--`, and nothing at all; null where no help is asked for. @throws StemError USAGE */
function askedHelp(
  argv: readonly string[],
  commands: readonly CliCommand[],
  width: number,
): string | null {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  if (!words.some((word) => word === '--help' || word === '-h')) return null;
  const name = words.find((word) => !word.startsWith('-'));
  return name === undefined ? overview(commands) : helpText(commandNamed(name, commands), width);
}

const bareParser = (version: string): Argv =>
  yargs()
    .scriptName('stem-remote')
    .version(version)
    .help(false)
    .locale('en')
    .parserConfiguration({
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'camel-case-expansion': false,
      'greedy-arrays': false,
      'boolean-negation': false,
      'dot-notation': false,
    })
    .demandCommand(1, 'there is no command')
    .strict()
    .exitProcess(false);

function optionsOf(parser: Argv, command: CliCommand): Argv {
  return Object.entries({ ...command.options, ...COLOR }).reduce(
    (all, [name, spec]) => all.option(name, optionOf(spec)),
    parser,
  );
}

const optionOf = ({ type, describe, alias }: OptionSpec): Options => ({
  type: TYPES[type],
  describe,
  ...(alias === undefined ? {} : { alias }),
  ...(type === 'flag' || type === 'count' ? {} : { requiresArg: true }),
  ...(type === 'list' ? { string: true } : {}),
});

/** Looks at values that have to be one of a few. @throws StemError USAGE with the nearest of them */
function checkedArgs(
  values: Readonly<Record<string, unknown>>,
  { options, positionals = {} }: CliCommand,
): Args {
  const args = argsOf(values);
  const specs: readonly (readonly [string, string, ValueSpec])[] = [
    ...Object.entries({ ...options, ...COLOR }).map(
      ([name, spec]) => [name, `--${name}`, spec] as const,
    ),
    ...Object.entries(positionals).map(([name, spec]) => [name, name.toUpperCase(), spec] as const),
  ];
  for (const [name, shown, { choices }] of specs) {
    const value = choices === undefined ? undefined : args.text(name);
    if (value === undefined || choices?.includes(value) !== false) continue;
    throw usageError(
      `${shown} can't be "${value}"${nearest(value, choices)}`,
      `Say one of ${choices.join(', ')}.`,
    );
  }
  return args;
}

/** yargs suggests commands; options are looked up here. */
function explained(
  message: string,
  argv: readonly string[],
  commands: readonly CliCommand[],
): ReturnType<typeof usageError> {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  const names = commands.map(nameOf);
  const command = commands[names.findIndex((name) => argv.includes(name))];
  if (unknown === undefined) return misused(message, command);
  const isOption = argv.some((word) => word.startsWith('-') && word.includes(unknown));
  if (isOption) return noOption(unknown, command);
  if (command !== undefined) {
    const name = nameOf(command);
    return usageError(
      `"${unknown}" is one word too many`,
      insteadOfWord(unknown, name) ?? seeHelpOf(name),
    );
  }
  return usageError(
    `there is no command ${unknown}${nearest(unknown, names)}`,
    insteadOfCommand(unknown) ?? SEE_HELP,
  );
}

function noOption(unknown: string, command: CliCommand | undefined): ReturnType<typeof usageError> {
  const dashed = `${unknown.length === 1 ? '-' : '--'}${unknown}`;
  const known = Object.keys({ ...command?.options, ...COLOR, help: '' }).map((name) => `--${name}`);
  const instead = insteadOfOption(dashed);
  if (instead !== null) return usageError(`there is no option ${dashed}`, instead);
  return usageError(
    `there is no option ${dashed}${nearest(dashed, known)}`,
    command === undefined ? SEE_HELP : seeHelpOf(nameOf(command)),
  );
}

/** yargs counts the words that a command needs, and does not say which they are. */
function misused(message: string, command: CliCommand | undefined): ReturnType<typeof usageError> {
  if (command === undefined) return usageError(lowered(message));
  const isShort = message.startsWith('Not enough non-option arguments');
  return isShort
    ? usageError(
        `a word is missing: stem-remote ${command.usage}`,
        `Run \`stem-remote help ${nameOf(command)}\` for examples.`,
      )
    : usageError(lowered(message), seeHelpOf(nameOf(command)));
}

const seeHelpOf = (name: string): string => `Run \`stem-remote help ${name}\` for its options.`;

const SEE_HELP = 'Run `stem-remote --help`.';

const lowered = (message: string): string => message.slice(0, 1).toLowerCase() + message.slice(1);
