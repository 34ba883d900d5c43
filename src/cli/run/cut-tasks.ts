import type { StemEvent } from '../../model/event.ts';
import { keyOfTask, type Task } from '../../model/task.ts';
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
  const cut = foldHost(events, host)
    .tasks.filter(({ progress }) => progress === 'cut')
    .map(({ task }) => task);
  return tasks.map((task) => {
    const mine = cut.filter((key) => keyOfTask(key) === task.key);
    const canTell = task.isRepeatable ?? task.step.interrupted === 'check-again';
    return mine.length === 0 || canTell ? task : decided(task, mine, about);
  });
}

/** Of a loop, only the items that were cut count as done. */
function decided(task: Task, cut: readonly string[], about: AboutCut): Task {
  if (about === 'redo') return { ...task, isRepeatable: true };
  return task.loop === undefined ? { ...task, when: () => false } : { ...task, skippedItems: cut };
}
