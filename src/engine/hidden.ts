import type { Outcome } from '../model/action.ts';
import type { TaskEnd } from '../model/task.ts';

/** What stands where `no_log` takes something away. */
export const HIDDEN = '(hidden: no_log)';

export function hiddenEnd(end: TaskEnd): TaskEnd {
  if (end.kind === 'failed') return { kind: end.kind, because: HIDDEN, hint: end.hint };
  if (end.kind === 'skipped') return { kind: end.kind, because: end.because };
  if (end.kind === 'changed' || end.kind === 'unchanged') return { kind: end.kind, output: null };
  return 'output' in end ? { ...end, output: null } : end;
}

export function hiddenOutcome(outcome: Outcome): Outcome {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'done', result: null };
    case 'failed':
      return { kind: 'failed', because: HIDDEN, result: null };
    case 'unknown':
      return outcome;
  }
}
