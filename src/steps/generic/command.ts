import { runWords } from '../../commands/run-module.ts';
import { run, type Action } from '../../model/action.ts';
import { masked, Secret, type Content } from '../../model/secret.ts';
import { defineStep } from '../../model/step.ts';
import {
  RUN_ARGUMENTS,
  runFacts,
  runParams,
  runVerdict,
  spared,
  type RunParams,
} from './shared/command-params.ts';
import { inEnvironment } from './shared/environment.ts';
import { commandResult, sparedResult } from './shared/command-result.ts';
import { invalid } from './shared/copy-params.ts';
import { shellAction } from './shell.ts';
import { splitWords } from './shared/words.ts';

type Command = RunParams & { readonly words: readonly string[] };

/** Ansible's `command`: one program with its words, no shell. */
export const commandStep = defineStep<ReturnType<typeof runFacts>, Command>({
  id: 'generic/command',
  title: 'Run a command',
  on: 'any',
  interrupted: 'ask-operator',
  takes: {
    known: [...(RUN_ARGUMENTS.known ?? []).filter((name) => name !== 'executable'), 'argv'],
    instead: {
      expand_argument_vars: 'take it out',
      executable: 'write `shell:` with `executable:`',
    },
  },
  params: (vars): Command => {
    const params = runParams(vars);
    const words = params.argv ?? splitWords(masked(params.cmd));
    if (words === null) throw invalid('the command has an open quote');
    return { ...params, words };
  },
  facts: runFacts,
  check: runVerdict,
  output: (facts, params) => sparedResult(spared(facts, params) ?? '', params.words),
  apply: (_, params) => [commandAction(params)],
  expect: (facts, { creates }) => (creates === '' ? facts : { ...facts, created: true }),
  verify: (_, { words, chdir, stripEnds }, outcomes) =>
    commandResult(outcomes.at(-1), { cmd: words, program: words[0] ?? '', chdir, stripEnds }),
  rollback: { kind: 'nothing-to-undo', because: 'the playbook gives no `undo:` for it' },
});

/** With a secret in it, it travels as the text of a shell, each word quoted. */
function commandAction(params: Command): Action {
  const { words, chdir, stdin, timeoutMs, as, cmd } = params;
  if (!cmd.some((part) => part instanceof Secret))
    return inEnvironment(
      { ...run(runWords(chdir, words), timeoutMs), stdin, as, accept: 'any' },
      params.environment,
    );
  return shellAction({ ...params, executable: '/bin/sh', cmd: ['exec ', ...quoted(cmd)] });
}

const FIRST_MARK = 0xe000;

/** Each word in quotes. Marks stand for the secrets while the text is taken apart. */
function quoted(cmd: Content): Content {
  const mark = (index: number): string => String.fromCharCode(FIRST_MARK + index);
  const text = cmd.map((part, index) => (part instanceof Secret ? mark(index) : part)).join('');
  return (splitWords(text) ?? []).flatMap((word) => [
    "'",
    ...escaped(word)
      .split(/(?<=[\uE000-\uF8FF])|(?=[\uE000-\uF8FF])/)
      .map((char) => {
        const secret = cmd[char.charCodeAt(0) - FIRST_MARK];
        return secret instanceof Secret ? new Secret(escaped(secret.reveal())) : char;
      }),
    "' ",
  ]);
}

const escaped = (text: string): string => text.replaceAll("'", String.raw`'\''`);
