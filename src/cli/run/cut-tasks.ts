import type { StemEvent } from '../../model/event.ts';
import type { Task } from '../../model/task.ts';
import { foldHost } from '../../planning/fold-journal.ts';

/** What the operator, who has looked at the device, says of a task that was cut off. */
export type AboutCut = 'redo' | 'skip';

/**
 * The tasks of one host for a resumption, where the operator decided about those that were cut off in the middle and can't
 * tell by themselves how far they came: they run again, or count as done.
 */
export function tasksAfterCut(
  tasks: readonly Task[],
  events: readonly StemEvent[],
  { host, about }: { readonly host: string; readonly about: AboutCut | null },
): readonly Task[] {
  if (about === null) return tasks;
  const past = foldHost(events, host).tasks;
  const isCut = (task: Task): boolean =>
    past.some((entry) => entry.task === task.key && entry.progress === 'cut') &&
    !(task.isRepeatable ?? task.step.interrupted === 'check-again');
  return tasks.map((task) => (isCut(task) ? decided(task, about) : task));
}

const decided = (task: Task, about: AboutCut): Task =>
  about === 'redo' ? { ...task, isRepeatable: true } : { ...task, when: () => false };
