import type { Answers } from '../model/fact.ts';
import type { Task } from '../model/task.ts';

/** Lines that go and come by a task; null where it has none to show, or must not show them. */
export function diffOf({ step, hasNoLog }: Task, answers: Answers, params: unknown): string | null {
  const diff = hasNoLog === true ? null : step.diff?.(answers, params);
  return diff === undefined || diff === '' ? null : diff;
}
