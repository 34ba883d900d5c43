import { StemError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Value, Vars } from '../model/params.ts';
import type { Loop, Task, TaskEnd } from '../model/task.ts';
import type { HostState } from '../planning/fold-journal.ts';
import type { HostContext } from './context.ts';
import { factsFrom, learnedFrom, READ_OUTPUT, resultOf, type Result } from './result.ts';
import { performTask, runTask, sayEnd } from './step.ts';

/** A task with a loop runs once for each item, under a key of its own. One without is simply run. */
export async function runLoop(task: Task, past: HostState, context: HostContext): Promise<TaskEnd> {
  const pastOf = (key: string): HostState['tasks'][number] | undefined =>
    past.tasks.find((entry) => entry.task === key);
  if (task.loop === undefined) return runTask(task, pastOf(task.key), context);
  const end = await throughItems(task, pastOf, context);
  await sayEnd(task, end, context);
  context.known = { ...context.known, ...learnedFrom(task, end) };
  return end;
}

async function throughItems(
  task: Task,
  pastOf: (key: string) => HostState['tasks'][number] | undefined,
  context: HostContext,
): Promise<TaskEnd> {
  const items = itemsOf(task, context);
  if ('kind' in items) return items;
  const ends: TaskEnd[] = [];
  const results: Result[] = [];
  for (const [index, one] of items.entries()) {
    if (index > 0 && one.pauseMs > 0) await context.ports.clock.sleep(one.pauseMs);
    const isDone = task.skippedItems?.includes(one.task.key) === true;
    const end: TaskEnd = isDone
      ? { kind: 'skipped', because: 'the operator counts it as done' }
      : await performTask(one.task, pastOf(one.task.key), context);
    const result = resultOf(end);
    if (result === null) return end;
    // Facts of one item are there for the next; what it registers is not.
    context.known = { ...context.known, ...factsFrom(end) };
    ends.push(end);
    results.push({ ...result, ...jsonOf(one.task.data ?? {}) });
  }
  return endOf(
    ends,
    results,
    items.map(({ label }) => label),
  );
}

/** One item as a task. */
export interface Item {
  readonly task: Task;
  readonly label: string;
  readonly pauseMs: number;
}

/** The items as tasks, or how the task ends because there are none. A false `when` wins over a list that is not there. */
function itemsOf(task: Task, context: HostContext): readonly Item[] | TaskEnd {
  const vars = context.varsOf(task);
  try {
    const items = expand(task, vars);
    return items.length > 0
      ? items
      : {
          kind: 'skipped',
          because: 'there are no items',
          output: { results: [], skipped_reason: 'No items in the list' },
        };
  } catch (error) {
    if (!(error instanceof StemError)) throw error;
    if (isFalse(task, vars)) return { kind: 'skipped', because: '`when` is false' };
    return { kind: 'failed', because: error.message, hint: error.hint };
  }
}

function isFalse(task: Task, vars: Vars): boolean {
  try {
    return task.when?.(vars) === false;
  } catch (error) {
    if (error instanceof StemError) return false;
    throw error;
  }
}

/** @throws StemError TEMPLATE_FAILED, VARS_INVALID */
export function expand(task: Task, vars: Vars): readonly Item[] {
  const { loop, ...rest } = task;
  if (loop === undefined) return [];
  const items = loop.items(vars);
  return items.map((item, index) => {
    const data = dataOf(loop, items, index);
    return {
      task: { ...rest, key: `${task.key}[${String(index)}]`, data: { ...task.data, ...data } },
      label: loop.label?.({ ...vars, ...data }) ?? textOf(item),
      pauseMs: loop.pauseMs,
    };
  });
}

function dataOf(loop: Loop, items: readonly Value[], index: number): Vars {
  const { itemVar, indexVar } = loop;
  return {
    ansible_loop_var: itemVar,
    [itemVar]: items[index] ?? null,
    ...(indexVar !== undefined && { ansible_index_var: indexVar, [indexVar]: index }),
    ...(loop.isExtended === true && { ansible_loop: extended(items, index) }),
  };
}

const extended = (items: readonly Value[], index: number): Json => ({
  index: index + 1,
  index0: index,
  first: index === 0,
  last: index + 1 === items.length,
  length: items.length,
  revindex: items.length - index,
  revindex0: items.length - index - 1,
  allitems: jsonItem(items as Value),
  ...(index > 0 && { previtem: jsonItem(items[index - 1] ?? null) }),
  ...(index + 1 < items.length && { nextitem: jsonItem(items[index + 1] ?? null) }),
});

/** What goes into a result, and so perhaps into the journal: no secret. */
const jsonItem = (value: Value): Json => JSON.parse(JSON.stringify(value)) as Json;
const jsonOf = (data: Vars): Result =>
  Object.fromEntries(
    Object.entries(data)
      .filter(([name]) => name !== 'ansible_loop')
      .map(([name, value]) => [name, jsonItem(value)]),
  );

const textOf = (item: Value): string => (typeof item === 'string' ? item : JSON.stringify(item));

/** As Ansible sums up: failed where one is, skipped where all are, changed where one is. */
function endOf(
  ends: readonly TaskEnd[],
  results: readonly Result[],
  labels: readonly string[],
): TaskEnd {
  const has = (key: string): boolean => results.some((result) => result[key] === true);
  const failed = ends.findIndex(({ kind }) => kind === 'failed' || kind === 'blocked');
  const changed = has('changed');
  const output: Json = { results, changed };
  const first = ends[failed];
  if (first !== undefined && 'because' in first)
    return {
      kind: 'failed',
      because: `item ${labels[failed] ?? ''}: ${first.because}`,
      hint: 'hint' in first ? first.hint : READ_OUTPUT,
      output: { ...output, msg: 'One or more items failed' },
    };
  if (ends.every(({ kind }) => kind === 'skipped' || kind === 'passed'))
    return {
      kind: 'skipped',
      because: 'all items are skipped',
      output: { results, msg: 'All items skipped' },
    };
  return {
    kind: changed ? 'changed' : 'unchanged',
    output: { ...output, msg: 'All items completed' },
  };
}
