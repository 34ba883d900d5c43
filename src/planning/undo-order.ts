import type { SystemName } from '../model/system.ts';
import { keyOfTask, type Task } from '../model/task.ts';
import type { TaskState } from './fold-journal.ts';

/**
 * The tasks that are to be undone, first the one to begin with: the playbook's order backwards. The journal's own order is
 * another one where a cut took a device past a task that a resumption did later: a device that lost its power when its boot
 * had just been armed comes up in the environment before anybody sent it there. For the same reason the task that
 * leads to the system which is up is among them, also where it never began.
 *
 * A handler comes behind whatever the journal has before it, as does a task that the playbook no longer has.
 */
export function undoOrder(
  tasks: readonly Task[],
  past: readonly TaskState[],
  system: SystemName,
): readonly TaskState[] {
  const places = new Map(
    tasks.flatMap(({ key, handles }, place) => (handles === undefined ? [[key, place]] : [])),
  );
  const left = past.filter(({ progress }) => progress !== 'undone');
  let latest = -1;
  const placed = [...left, ...unbegun(tasks, left, system)].map((state) => {
    const place = places.get(keyOfTask(state.task)) ?? latest;
    latest = Math.max(latest, place);
    return { state, place };
  });
  return placed
    .sort((one, other) => one.place - other.place)
    .map(({ state }) => state)
    .reverse();
}

/** Nothing, where no earlier task is to be undone: an adopted device was brought there by nobody we know. */
function unbegun(
  tasks: readonly Task[],
  left: readonly TaskState[],
  system: SystemName,
): readonly TaskState[] {
  const place = tasks.findIndex(({ step }) => step.leadsTo === system);
  const task = tasks[place];
  if (task === undefined || left.some((state) => state.task === task.key)) return [];
  const earlier = new Set(tasks.slice(0, place).map(({ key }) => key));
  return left.some((state) => earlier.has(keyOfTask(state.task)))
    ? [{ task: task.key, before: { system: task.step.on }, progress: 'cut', end: null }]
    : [];
}
