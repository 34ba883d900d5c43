import type { Task } from '../../model/task.ts';
import { readTest } from './conditions.ts';
import type { Loader } from './loader.ts';
import { readLoop } from './loop.ts';
import { readNumber, readText, readTexts, readVarName, type Located } from './reading.ts';

/** How a task is judged, repeated and followed. */
export type TaskControl = Pick<
  Task,
  'register' | 'changedWhen' | 'failedWhen' | 'until' | 'loop' | 'notify'
>;

const RETRIES = 3;
const DELAY_S = 5;

export function readControl(loader: Loader, { value, at }: Located): TaskControl {
  const register = readVarName(loader, value['register'], [...at, 'register']);
  const changedWhen = readTest(loader, value['changed_when'], [...at, 'changed_when']);
  const failedWhen = readTest(loader, value['failed_when'], [...at, 'failed_when']);
  const until = readTest(loader, value['until'], [...at, 'until']);
  const retries = readNumber(loader, value['retries'], [...at, 'retries']) ?? RETRIES;
  const delayS = readNumber(loader, value['delay'], [...at, 'delay']) ?? DELAY_S;
  const loop = readLoop(loader, value, at);
  const notify = readTexts(loader, value['notify'], [...at, 'notify']);
  for (const name of notify) loader.notified.push({ name, at: [...at, 'notify'] });
  return {
    ...(register !== null && { register }),
    ...(changedWhen !== null && { changedWhen }),
    ...(failedWhen !== null && { failedWhen }),
    // As Ansible counts: `retries: 0` still tries once.
    ...(until !== null && { until: { test: until, retries, delayMs: delayS * 1000 } }),
    ...(loop !== null && { loop }),
    ...(notify.length > 0 && { notify }),
  };
}

/** The commands of `undo`. Null where there is none. */
export function readUndo(loader: Loader, { value, at }: Located): readonly string[] | null {
  const given = value['undo'];
  if (given === undefined) return null;
  const commands: readonly unknown[] = Array.isArray(given) ? given : [given];
  const texts = commands.filter((each) => typeof each === 'string' && each.trim() !== '');
  if (texts.length === commands.length && texts.length > 0) return texts.map(String);
  loader.report([...at, 'undo'], 'undo must be shell text, or a list of commands');
  return null;
}

/** The names that `notify` calls a handler by. */
export function handlesOf(loader: Loader, { value, at }: Located): readonly string[] {
  const name = readText(loader, value['name'], [...at, 'name']);
  const topics = readTexts(loader, value['listen'], [...at, 'listen']);
  if (name === null && topics.length === 0)
    loader.report(at, 'a handler needs a name, or `listen`: it is what `notify` calls it by');
  return name === null ? topics : [name, ...topics];
}
