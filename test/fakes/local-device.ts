import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { render, type ShellCommand } from '../../src/model/command.ts';
import { describeAction, type Action, type Outcome } from '../../src/model/action.ts';
import { keptOf, type Answers, type CommandResult, type FactSet } from '../../src/model/fact.ts';
import { fieldsOf } from '../../src/engine/result.ts';
import type { Json } from '../../src/model/json.ts';
import type { Vars } from '../../src/model/params.ts';
import { reveal } from '../../src/model/secret.ts';
import type { Step, Verdict } from '../../src/model/step.ts';

/** Where a module acts in a test: this machine's own dash, with a home of its own. */
export interface Place {
  readonly home: string;
}

export interface Played {
  readonly verdict: Verdict;
  readonly diff: string | null;
  readonly ok: boolean;
  readonly because: string;
  readonly output: Readonly<Record<string, Json>>;
  readonly actions: readonly string[];
  /** Undoes it, and says whether the facts are what they were. */
  readonly undo: () => boolean;
}

const refusalOf = (step: Step, before: Answers, params: unknown): Played['output'] =>
  fieldsOf(step.refusal?.(before, params) ?? null);

/** Takes a module through check, apply and verify, as the engine does. */
export function playModule(step: Step, args: Vars, place: Place): Played {
  const params = step.params({ inventory_hostname: 'web-1', ...args });
  const facts = step.facts(params);
  const before = askAll(facts, place);
  const verdict = step.check(before, params);
  const diff = step.diff?.(before, params) ?? null;
  const done = { verdict, diff, actions: [] as readonly string[], undo: () => true };
  if (verdict.kind === 'blocked')
    return {
      ...done,
      ok: false,
      because: verdict.because,
      output: refusalOf(step, before, params),
    };
  if (verdict.kind === 'satisfied')
    return {
      ...done,
      ok: true,
      because: verdict.because,
      output: fieldsOf(step.output?.(before, params) ?? null),
    };
  const actions = step.apply(before, params);
  const outcomes = actions.map((action) => act(action, place));
  const said = step.verify(askAll(facts, place), params, outcomes);
  return {
    verdict,
    diff,
    ok: said.ok,
    because: said.ok ? '' : said.because,
    output: fieldsOf(said.output ?? null),
    actions: actions.map(describeAction),
    undo: () => {
      if (step.rollback.kind !== 'undo') return false;
      const kept = keptOf(facts, before);
      for (const action of step.rollback.actions(kept, askAll(facts, place), params))
        act(action, place);
      return JSON.stringify(keptOf(facts, askAll(facts, place))) === JSON.stringify(kept);
    },
  };
}

const askAll = (facts: FactSet, place: Place): Answers =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, fact.parse(ran(fact.command, place))]),
  );

function act(action: Action, place: Place): Outcome {
  switch (action.kind) {
    case 'run': {
      const stdin = reveal(action.stdin ?? []);
      const result = ran(action.command, place, stdin);
      return result.exitCode === 0 || action.accept === 'any'
        ? { kind: 'done', result }
        : { kind: 'failed', because: result.stderr, result };
    }
    case 'upload':
    case 'download':
      cpSync(action.from, action.to);
      return { kind: 'done', result: answer('new') };
    case 'collect':
    case 'supply':
    case 'wait':
    case 'write':
    case 'job':
    case 'reconnect':
    case 'reboot':
      return { kind: 'done', result: null };
  }
}

const answer = (stdout: string): CommandResult => ({
  exitCode: 0,
  stdout,
  stderr: '',
  isCut: false,
});

function ran(command: ShellCommand, { home }: Place, input = ''): CommandResult {
  const { status, stdout, stderr } = spawnSync('/bin/dash', ['-c', render(command)], {
    encoding: 'utf8',
    input,
    timeout: 20_000,
    // `id -u` says 1: what is kept lies in the home of this test.
    env: { PATH: `${home}/bin:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: home, LC_ALL: 'C' },
  });
  return { exitCode: status ?? -1, stdout, stderr, isCut: false };
}
