import { scriptName } from '../../src/commands/script.ts';
import { describeAction, type Action } from '../../src/model/action.ts';
import { sh, type ShellCommand } from '../../src/model/command.ts';
import type { FactSet, FactsOf } from '../../src/model/fact.ts';
import type { Step } from '../../src/model/step.ts';

/** Actions as lines for people, a script by its name and arguments: its text is tried beside the script. */
export const linesOf = (actions: readonly Action[]): readonly string[] =>
  actions.map((action) =>
    describeAction(
      'command' in action ? { ...action, command: shortened(action.command) } : action,
    ),
  );

const shortened = (command: ShellCommand): ShellCommand =>
  scriptName(command) !== null && command.kind === 'simple'
    ? sh(...command.words.slice(3))
    : command;

/** The lines of an undo; a step without one fails the test. */
export function undoLines<S extends FactSet, P>(
  { id, rollback }: Step<S, P>,
  { before, now }: { readonly before: FactsOf<S>; readonly now: FactsOf<S> },
  params: P,
): readonly string[] {
  if (rollback.kind !== 'undo') throw new Error(`${id} has no undo`);
  return linesOf(rollback.actions(before, now, params));
}
