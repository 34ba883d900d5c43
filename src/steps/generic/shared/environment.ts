import { withEnvironment } from '../../../commands/run-module.ts';
import type { RunAction } from '../../../model/action.ts';
import { reveal, type Content } from '../../../model/secret.ts';

/** The action with the variables of the task's `environment`: their text goes in front of what the command reads. */
export function inEnvironment(action: RunAction, environment: Content): RunAction {
  if (environment.length === 0) return action;
  const bytes = new TextEncoder().encode(reveal(environment)).length;
  return {
    ...action,
    command: withEnvironment(action.command, bytes),
    stdin: [...environment, ...(action.stdin ?? [])],
  };
}
