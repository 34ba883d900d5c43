import type { CliCommand, OptionSpec, ValueSpec } from '../command.ts';
import { nameOf } from '../help/help-text.ts';
import { COLOR } from '../options.ts';

/** Names that completion looks up only where they are wanted. */
export interface Names {
  /** Hosts and groups of the inventories that the words name. */
  hosts(inventory: readonly string[]): readonly string[];
  runs(): readonly string[];
}

/** What may stand at the end of a command line. `files`: whatever the shell knows of files. */
export type Candidates =
  { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'files' };

/**
 * Completes the last of `words`, which are those behind `stem-remote`; it may be empty. Only what begins with it is
 * returned.
 */
export function candidates(
  words: readonly string[],
  commands: readonly CliCommand[],
  names: Names,
): Candidates {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  if (before.includes('--')) return { kind: 'files' };
  const command = commands.find((one) => nameOf(one) === before[0]);
  if (command === undefined)
    return before.length === 0
      ? starting(current, [...commands.map(nameOf), '--help', '--version'])
      : NOTHING;
  const options = { ...command.options, ...COLOR };
  const assigned = /^(--[\w-]+)=(.*)$/s.exec(current);
  if (assigned !== null) return assignedValue(assigned, { options, before, names, commands });
  const open = optionNamed(before.at(-1) ?? '', options);
  if (open !== undefined && takesValue(open))
    return valuesOf(open, current, { before, names, commands });
  if (current.startsWith('-')) return starting(current, optionWords(options));
  return valuesOf(positionalAt(command, before, options), current, { before, names, commands });
}

interface Scene {
  readonly before: readonly string[];
  readonly names: Names;
  readonly commands: readonly CliCommand[];
}

type Options = Readonly<Record<string, OptionSpec>>;

const NOTHING: Candidates = { kind: 'words', words: [] };

const starting = (current: string, words: readonly string[]): Candidates => ({
  kind: 'words',
  words: words.filter((word) => word.startsWith(current)),
});

const takesValue = ({ type }: OptionSpec): boolean => type !== 'flag' && type !== 'count';

function optionNamed(word: string, options: Options): OptionSpec | undefined {
  if (word.startsWith('--')) return options[word.slice(2)];
  return /^-\w$/.test(word)
    ? Object.values(options).find(({ alias }) => alias === word.slice(1))
    : undefined;
}

const optionWords = (options: Options): readonly string[] => [
  ...Object.entries(options).flatMap(([name, { alias }]) => [
    `--${name}`,
    ...(alias === undefined ? [] : [`-${alias}`]),
  ]),
  '--help',
];

/** `--limit=ber`: the whole word comes back. */
function assignedValue(
  [, option = '', value = '']: RegExpExecArray,
  { options, ...scene }: Scene & { readonly options: Options },
): Candidates {
  const spec = optionNamed(option, options);
  if (spec === undefined) return NOTHING;
  const found = valuesOf(spec, value, scene);
  return found.kind === 'files'
    ? found
    : { kind: 'words', words: found.words.map((word) => `${option}=${word}`) };
}

/** What `usage` has at this place: `log <host> [run]`. */
function positionalAt(command: CliCommand, before: readonly string[], options: Options): ValueSpec {
  const given = before.slice(1).filter((word, index, all) => {
    const last = optionNamed(all[index - 1] ?? '', options);
    return !word.startsWith('-') && !(last !== undefined && takesValue(last));
  });
  const name = [...command.usage.matchAll(/[<[](\w+)[>\]]/g)][given.length]?.[1] ?? '';
  return command.positionals?.[name] ?? {};
}

function valuesOf(
  { choices, completes }: ValueSpec,
  current: string,
  { before, names, commands }: Scene,
): Candidates {
  if (choices !== undefined) return starting(current, choices);
  if (completes === undefined) return NOTHING;
  switch (completes) {
    case 'file':
      return { kind: 'files' };
    case 'runs':
      return starting(current, names.runs());
    case 'commands':
      return starting(current, commands.map(nameOf));
    case 'hosts':
      return lastTerm(current, names.hosts(inventoryIn(before)));
  }
}

/** `web:&ber` completes `ber`, and brings the rest back. */
function lastTerm(current: string, hosts: readonly string[]): Candidates {
  const head = /^(?:.*[,:])?[&!]?/s.exec(current)?.[0] ?? '';
  const typed = current.slice(head.length);
  const words = hosts.filter((host) => host.startsWith(typed)).map((host) => head + host);
  return { kind: 'words', words };
}

/** `-i FILE`, `-iFILE`, `--inventory FILE`, `--inventory=FILE`. */
const inventoryIn = (before: readonly string[]): readonly string[] =>
  before.flatMap((word, index) =>
    word === '-i' || word === '--inventory'
      ? (before[index + 1] ?? [])
      : (/^(?:--inventory=|-i=?)(.+)$/s.exec(word)?.[1] ?? []),
  );
