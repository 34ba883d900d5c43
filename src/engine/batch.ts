import type { Task, TaskEnd } from '../model/task.ts';

/** What the hosts of one batch share: `run_once` and `throttle`. */
export interface Batch {
  readonly once: Map<string, Promise<OnceEnd>>;
  readonly busy: Map<string, Gate>;
}

interface OnceEnd {
  readonly host: string;
  readonly end: TaskEnd;
}

interface Gate {
  free: number;
  readonly waiting: (() => void)[];
}

export const newBatch = (): Batch => ({ once: new Map(), busy: new Map() });

/**
 * The first host of the batch that gets to a `run_once` task runs it; the others wait, and its end is theirs. Where the
 * first one is lost on the way, the next one tries.
 */
export async function onceIn(
  batch: Batch,
  { task, host }: { readonly task: Task; readonly host: string },
  work: () => Promise<TaskEnd>,
): Promise<OnceEnd> {
  for (;;) {
    const running = batch.once.get(task.key);
    if (running === undefined) {
      const own = work().then((end) => ({ host, end }));
      batch.once.set(task.key, own);
      const isLost = await own.then(
        ({ end }) => end.kind === 'unknown',
        () => true,
      );
      if (isLost) batch.once.delete(task.key);
      return own;
    }
    const done = await running.catch(() => null);
    if (done !== null && done.end.kind !== 'unknown') return done;
    if (batch.once.get(task.key) === running) batch.once.delete(task.key);
  }
}

/** At most `throttle` hosts are in the task at once. */
export async function throttled<T>(
  { busy }: Batch,
  { key, throttle = 0 }: Task,
  work: () => Promise<T>,
): Promise<T> {
  if (throttle <= 0) return work();
  const gate = busy.get(key) ?? { free: throttle, waiting: [] };
  busy.set(key, gate);
  if (gate.free > 0) gate.free -= 1;
  else
    await new Promise<void>((enter) => {
      gate.waiting.push(enter);
    });
  try {
    return await work();
  } finally {
    const next = gate.waiting.shift();
    if (next === undefined) gate.free += 1;
    else next();
  }
}
