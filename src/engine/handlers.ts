import type { StemEvent } from '../model/event.ts';
import { keyOfTask, type Task, type TaskEnd } from '../model/task.ts';

/** The handlers that wait: each runs once, in the order of the playbook, however often it was notified. */
export interface HandlerQueue {
  notify(names: readonly string[]): void;
  /** The next one that waits; null where none does. */
  take(): Task | null;
}

export function handlerQueue(tasks: readonly Task[]): HandlerQueue {
  const handlers = tasks.filter(({ handles }) => handles !== undefined);
  const waiting = new Set<Task>();
  return {
    notify: (names) => {
      for (const handler of handlers)
        if (handler.handles?.some((name) => names.includes(name)) === true) waiting.add(handler);
    },
    take: () => {
      const next = handlers.find((handler) => waiting.has(handler)) ?? null;
      if (next !== null) waiting.delete(next);
      return next;
    },
  };
}

/**
 * The tasks that changed something in an earlier try of the run, and whose handlers have not run since. On a resumption
 * they find nothing to do, and all the same their handlers are owed.
 */
export function owing(tasks: readonly Task[], events: readonly StemEvent[]): ReadonlySet<string> {
  const lastEnd = (key: string, isIt: (end: TaskEnd) => boolean): number =>
    events.findLastIndex(
      (event) => event.kind === 'task.ended' && keyOfTask(event.task) === key && isIt(event.end),
    );
  const keys = tasks
    .filter(({ key, notify = [] }) => {
      const changed = lastEnd(key, ({ kind }) => kind === 'changed');
      if (changed < 0) return false;
      return tasks.some(
        ({ key: handler, handles = [] }) =>
          handles.some((name) => notify.includes(name)) && lastEnd(handler, hasRun) < changed,
      );
    })
    .map(({ key }) => key);
  return new Set(keys);
}

const hasRun = ({ kind }: TaskEnd): boolean =>
  kind !== 'failed' && kind !== 'blocked' && kind !== 'unknown';
