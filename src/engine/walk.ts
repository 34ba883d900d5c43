import type { StemEvent } from '../model/event.ts';
import type { MetaKind, Task, TaskEnd } from '../model/task.ts';
import { foldHost, type HostState } from '../planning/fold-journal.ts';
import { newBatch, onceIn, throttled, type Batch } from './batch.ts';
import type { HostContext } from './context.ts';
import { treeOf, walkNodes, type Stop, type Walker } from './flow.ts';
import { handlerQueue, owing, type HandlerQueue } from './handlers.ts';
import { runLoop } from './loop.ts';
import { learnedFrom, resultOf } from './result.ts';
import { sayEnd } from './step.ts';

export interface Walk {
  readonly tasks: readonly Task[];
  readonly batch?: Batch;
}

/** Takes a host through its tasks, their blocks and their handlers. Null when it got to the end. */
export async function walkTasks(
  { tasks, batch = newBatch() }: Walk,
  events: readonly StemEvent[],
  context: HostContext,
): Promise<LastStop | null> {
  const way: Way = {
    batch,
    past: foldHost(events, context.host.name),
    owing: owing(tasks, events),
    queue: handlerQueue(tasks),
    context,
    previous: undefined,
  };
  const walker: Walker = {
    run: async (task) =>
      (task.isFlushed === true ? await flush(way) : null) ?? (await runOne(task, way)),
    rescue: ({ task, end }) => {
      context.known = { ...context.known, ...failedVars(task, end) };
    },
  };
  const inOrder = tasks.filter(({ handles }) => handles === undefined);
  const stop = (await walkNodes(treeOf(inOrder), walker)) ?? (await flush(way));
  return stop?.kind === 'end' ? null : stop;
}

/** Why a host did not get to the end of a play. */
export type LastStop = Exclude<Stop, { readonly kind: 'end' }>;

/** One host on its way through the tasks. */
interface Way {
  readonly batch: Batch;
  readonly past: HostState;
  /** Tasks whose handlers are still owed from an earlier try. */
  readonly owing: ReadonlySet<string>;
  readonly queue: HandlerQueue;
  readonly context: HostContext;
  previous: Task | undefined;
}

/** A handler may notify another one. */
async function flush(way: Way): Promise<Stop | null> {
  for (let task = way.queue.take(); task !== null; task = way.queue.take()) {
    const stop = await runOne(task, way);
    if (stop !== null) return stop;
  }
  return null;
}

async function runOne(task: Task, way: Way): Promise<Stop | null> {
  const { context, queue } = way;
  const pause = whyStop(way.previous, context);
  if (pause !== null) return { kind: 'halt', end: 'stopped', because: pause };
  way.previous = task;
  const end = await throttled(way.batch, task, () => takeTask(task, way));
  if (end.kind === 'unknown') {
    const isLeft = context.ports.stop() === 'detach';
    const because = `${task.key}: ${end.because}`;
    return { kind: 'halt', end: isLeft ? 'stopped' : 'unknown', because };
  }
  if (end.kind === 'changed' || way.owing.has(task.key)) queue.notify(task.notify ?? []);
  return stopAfter(task, end, way);
}

/** Null where the next task may come. */
async function stopAfter(task: Task, end: TaskEnd, way: Way): Promise<Stop | null> {
  if (task.meta !== undefined && end.kind === 'satisfied') return steer(task.meta, way);
  const isBad = end.kind === 'failed' || end.kind === 'blocked';
  return isBad && task.isErrorIgnored !== true
    ? { kind: 'failed', task, end, because: end.because }
    : null;
}

async function steer(meta: MetaKind, way: Way): Promise<Stop | null> {
  switch (meta) {
    case 'flush_handlers':
      return flush(way);
    case 'reset_connection':
      await way.context.hangUp();
      return null;
    case 'end_host':
    case 'end_play':
    case 'end_batch':
      return { kind: 'end' };
  }
}

async function takeTask(task: Task, { batch, past, context }: Way): Promise<TaskEnd> {
  const work = (): Promise<TaskEnd> => runLoop(task, past, context);
  if (task.isOnce !== true) return work();
  const { host, end } = await onceIn(batch, { task, host: context.host.name }, work);
  if (host === context.host.name) return end;
  context.known = { ...context.known, ...learnedFrom(task, end) };
  const isBad = end.kind === 'failed' || end.kind === 'blocked';
  const own: TaskEnd = isBad
    ? { ...end, because: `on ${host}: ${end.because}` }
    : { kind: 'passed', because: `it ran once, on ${host}` };
  await sayEnd(task, own, context);
  return own;
}

/** A drain waits where the device must not be left alone, and says why. */
function whyStop(previous: Task | undefined, { ports }: HostContext): string | null {
  switch (ports.stop()) {
    case 'go-on':
      return null;
    case 'detach':
      return 'detached';
    case 'drain':
      return previous?.step.keepGoing === undefined ? 'stopped at a safe point' : null;
  }
}

/** Ansible's names for what `rescue` may read. */
const failedVars = (task: Task, end: TaskEnd): Record<string, ReturnType<typeof resultOf>> => ({
  ansible_failed_task: {
    name: task.name ?? task.key,
    action: task.step.id.replace(/^generic\//, '').replaceAll('-', '_'),
  },
  ansible_failed_result: resultOf(end),
});
