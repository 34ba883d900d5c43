import type { StemEvent } from '../model/event.ts';
import type { Vars } from '../model/params.ts';
import { keyOfTask, type Task } from '../model/task.ts';
import { factsFrom, learnedFrom } from './result.ts';

/**
 * What a host knew when a task had ended, its own result included, from the journal: an undo in another process reads
 * the vars that the task did. What the journal hides is not there.
 */
export function knownThrough(
  tasks: readonly Task[],
  events: readonly StemEvent[],
  key: string,
): Vars {
  const last = events.findLastIndex((event) => isEndOf(event, keyOfTask(key)));
  const until = last >= 0 ? last + 1 : events.length;
  return events.slice(0, until).reduce<Vars>((known, event) => {
    if (event.kind !== 'task.ended') return known;
    const task = tasks.find((each) => each.key === keyOfTask(event.task));
    if (task === undefined || task.hasNoLog === true || isMasked(event)) return known;
    // The result of one item is no result of the task.
    const learned = task.key === event.task ? learnedFrom(task, event.end) : factsFrom(event.end);
    return { ...known, ...learned };
  }, {});
}

const isEndOf = (event: StemEvent, key: string): boolean =>
  event.kind === 'task.ended' && event.task === key;

const isMasked = (event: StemEvent): boolean => JSON.stringify(event).includes('[secret]');
