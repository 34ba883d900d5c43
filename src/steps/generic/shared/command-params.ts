import { tellGlob } from '../../../commands/run-module.ts';
import type { Fact, User } from '../../../model/fact.ts';
import {
  ansibleFlag,
  anyContent,
  devicePath,
  environmentOf,
  readModule,
  word,
} from '../../../model/module-params.ts';
import { optional, Problem, whole, type Reader, type Vars } from '../../../model/params.ts';
import type { Content } from '../../../model/secret.ts';
import type { ModuleArguments, Verdict } from '../../../model/step.ts';
import { open, satisfied } from '../../../model/step.ts';
import { invalid } from './copy-params.ts';

export interface RunParams {
  /** The command as written. */
  readonly cmd: Content;
  /** `command` only: the words themselves. */
  readonly argv: readonly string[] | null;
  readonly chdir: string;
  readonly creates: string;
  readonly removes: string;
  readonly executable: string;
  readonly stdin: Content;
  /** Shell text that exports the variables of `environment`; empty without any. */
  readonly environment: Content;
  readonly stripEnds: boolean;
  readonly timeoutMs: number;
  readonly as: User;
}

const NO_WARN = 'take it out, Ansible has dropped it as well';

export const RUN_ARGUMENTS: ModuleArguments = {
  known: [
    ...['_raw_params', 'cmd', 'chdir', 'creates', 'removes', 'executable', 'stdin'],
    ...['stdin_add_newline', 'strip_empty_ends', 'timeout_s', 'warn'],
  ],
  instead: { expand_argument_vars: NO_WARN, argv: 'write `command:` with `argv:`' },
};

/** @throws StemError VARS_INVALID */
export function runParams(vars: Vars): RunParams {
  const { _raw_params: raw = vars['cmd'] } = vars;
  const given = readModule<Given>({ ...vars, ...(raw !== undefined && { cmd: raw }) }, SHAPE);
  const cmd = given.cmd ?? [];
  if (given.argv === null && isEmpty(cmd)) throw invalid('no command given');
  const { strip_empty_ends: stripEnds, stdin_add_newline: hasNewline, timeout_s: limit } = given;
  const { argv, chdir, creates, removes, executable, stdin, as } = given;
  return {
    ...{ cmd, argv, chdir, creates, removes, executable, stripEnds, as },
    environment: environmentOf(vars),
    stdin: stdin.length === 0 || !hasNewline ? stdin : [...stdin, '\n'],
    timeoutMs: limit * 1000,
  };
}

const isEmpty = (content: Content): boolean =>
  content.every((part) => typeof part === 'string' && part.trim() === '');

type Given = Pick<RunParams, 'argv' | 'chdir' | 'creates' | 'removes' | 'executable' | 'stdin'> & {
  readonly cmd: Content | null;
  readonly stdin_add_newline: boolean;
  readonly strip_empty_ends: boolean;
  readonly timeout_s: number;
};

/** An hour, unless the task says so: long work of ours runs as a job. */
const TIMEOUT_S = 3600;

const words: Reader<readonly string[]> = (value) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.length > 0 &&
    list.every((each) => typeof each === 'string' || typeof each === 'number')
    ? list.map(String)
    : new Problem('a list of texts');
};

const SHAPE: { readonly [K in keyof Given]: Reader<Given[K]> } = {
  cmd: optional<Content | null>(anyContent, null),
  argv: optional<readonly string[] | null>(words, null),
  chdir: optional(devicePath, '.'),
  creates: optional(word, ''),
  removes: optional(word, ''),
  executable: optional(word, '/bin/sh'),
  stdin: optional<Content>(anyContent, []),
  stdin_add_newline: optional(ansibleFlag, true),
  strip_empty_ends: optional(ansibleFlag, true),
  timeout_s: optional(whole(1, 86_400), TIMEOUT_S),
};

/** Whether `creates` and `removes` spare the command. */
export const runFacts = ({
  creates,
  removes,
  chdir,
  as,
}: RunParams): { readonly created: Fact<boolean>; readonly removable: Fact<boolean> } => ({
  created: glob(creates, chdir, as),
  removable: glob(removes, chdir, as),
});

const glob = (pattern: string, chdir: string, as: User): Fact<boolean> => ({
  name: `any ${pattern} in ${chdir}`,
  command: tellGlob(pattern, chdir),
  as,
  parse: ({ exitCode }) => exitCode === 0,
});

/** Null where it has to run; else why not, in Ansible's words. */
export function spared(
  { created, removable }: { readonly created: boolean; readonly removable: boolean },
  { creates, removes }: RunParams,
): string | null {
  if (created) return `${creates} exists`;
  return removes !== '' && !removable ? `${removes} does not exist` : null;
}

export function runVerdict(
  facts: { readonly created: boolean; readonly removable: boolean },
  params: RunParams,
): Verdict {
  const because = spared(facts, params);
  return because === null
    ? open('it runs each time, and only it knows what that changes')
    : satisfied(because);
}
