import { nearest } from '../../planning/nearest.ts';
import { usageError } from '../args.ts';
import type { CliCommand, OptionSpec } from '../command.ts';
import { COLOR } from '../options.ts';
import { PAGES, type HelpPage } from './pages.ts';

const WIDEST = 100;

const EXIT_TEXTS = {
  ok: ['0', 'all went well'],
  internal: ['1', 'a bug of stem-remote'],
  failed: ['2', 'a device failed, or a check blocks it'],
  unreachable: ['4', 'a device was unreachable'],
  early: ['8', 'stopped early: devices were not started, or stopped half-way'],
  hands: ['16', 'a device needs a person, or its state is not known'],
  usage: ['64', 'the command line'],
  input: ['65', 'bad input: inventory, playbook, vars, bundle, journal, a file'],
  noHost: ['66', 'no device matched'],
  locked: ['75', 'another controller has the run'],
  aborted: ['130', 'aborted by Ctrl-C'],
} as const;

const { ok, internal, failed, unreachable, early, hands, usage, input, noHost, locked, aborted } =
  EXIT_TEXTS;

const EXITS: Readonly<Record<HelpPage['exits'], readonly (readonly [string, string])[]>> = {
  run: [ok, internal, failed, unreachable, early, hands, usage, input, noHost, locked, aborted],
  look: [ok, internal, failed, unreachable, usage, input, noHost, aborted],
  read: [ok, internal, usage, input, noHost],
};

export const nameOf = ({ usage: text }: CliCommand): string => text.split(' ')[0] ?? '';

/** @throws StemError USAGE with the nearest name */
export function commandNamed(name: string, commands: readonly CliCommand[]): CliCommand {
  const found = commands.find((command) => nameOf(command) === name);
  if (found !== undefined) return found;
  throw usageError(
    `there is no command ${name}${nearest(name, commands.map(nameOf))}`,
    'Run `stem-remote --help`.',
  );
}

const NO_PAGE: HelpPage = { about: [], examples: [], exits: 'read', seeAlso: [] };

const pageOf = (command: CliCommand): HelpPage => PAGES[nameOf(command)] ?? NO_PAGE;

/** All examples of a command, as they are typed. */
export const examplesOf = (command: CliCommand): readonly (readonly [string, string])[] =>
  [...(command.examples ?? []), ...pageOf(command).examples].map(
    ([text, does]) => [text.replace(/^\$0 /, 'stem-remote '), does] as const,
  );

/** The page of one command, as `man` has it. */
export function helpText(command: CliCommand, terminalWidth: number): string {
  const width = Math.min(WIDEST, terminalWidth);
  const page = pageOf(command);
  const about = [...(command.about ?? []), ...page.about];
  const words = command.takesWords === true ? ' -- COMMAND…' : '';
  const usageLine = `stem-remote ${command.usage.replace(/[<[](\w+)[>\]]/g, shownPositional)} [OPTIONS]${words}`;
  const see = [...(command.seeAlso ?? []), ...page.seeAlso];
  return [
    ...wrapped(`stem-remote ${nameOf(command)}: ${command.describe}`, width),
    ...section('SYNOPSIS', [usageLine]),
    ...section(
      'DESCRIPTION',
      about.flatMap((text, index) => [...(index === 0 ? [] : ['']), ...wrapped(text, width - 2)]),
    ),
    ...section('OPTIONS', optionLines(command, width - 2)),
    ...section(
      'EXAMPLES',
      examplesOf(command).flatMap(([text, does]) => [text, `    ${does}`]),
    ),
    ...section('EXIT CODES', exitLines(page.exits)),
    ...section('SEE ALSO', see.length === 0 ? [] : wrapped(see.join(', '), width - 2)),
  ].join('\n');
}

/** What `stem-remote --help` prints. */
export function overview(commands: readonly CliCommand[]): string {
  const widest = Math.max(...commands.map((command) => nameOf(command).length));
  return [
    'stem-remote COMMAND [OPTIONS]',
    '',
    'Migrates fleets of Ubuntu 14.04 devices over SSH.',
    ...section(
      'COMMANDS',
      commands.map((command) => `${nameOf(command).padEnd(widest)}  ${command.describe}`),
    ),
    ...section('MORE', [
      'stem-remote help COMMAND  options, examples and exit codes of a command',
      'stem-remote --version     the version',
    ]),
  ].join('\n');
}

const shownPositional = (text: string, name: string): string =>
  text.startsWith('[') ? `[${name.toUpperCase()}]` : name.toUpperCase();

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];

const exitLines = (kind: HelpPage['exits']): readonly string[] => [
  ...EXITS[kind].map(([code, means]) => `${code.padStart(3)}  ${means}`),
  ...(kind === 'read' ? [] : ['2, 4, 8 and 16 add up, so that nothing is hidden.']),
];

function optionLines(command: CliCommand, width: number): readonly string[] {
  const all = Object.entries<OptionSpec>({ ...command.options, ...COLOR }).map(
    ([name, spec]) => [leftOf(name, spec), spec.describe] as const,
  );
  const rows = [...all, ['-h, --help', 'This page'] as const];
  const widest = Math.min(MOST_LEFT, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, describe]) => {
    const [first = '', ...more] = wrapped(describe, Math.max(20, width - widest - 2));
    const indent = ' '.repeat(widest + 2);
    const rest = more.map((line) => indent + line);
    return left.length > widest
      ? [left, indent + first, ...rest]
      : [`${left.padEnd(widest)}  ${first}`, ...rest];
  });
}

const MOST_LEFT = 30;

function leftOf(name: string, { type, alias, choices, completes }: OptionSpec): string {
  const short = alias === undefined ? '    ' : `-${alias}, `;
  if (type === 'flag' || type === 'count') return `${short}--${name}`;
  const kinds = { file: 'FILE', hosts: 'PATTERN', runs: 'RUN', commands: 'COMMAND' } as const;
  const value =
    choices !== undefined
      ? choices.join('|')
      : completes !== undefined
        ? kinds[completes]
        : type === 'number'
          ? 'N'
          : 'TEXT';
  return `${short}--${name} ${value}${type === 'list' ? ' …' : ''}`;
}

/** Breaks at blanks; a word that is longer than a line stands alone. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
