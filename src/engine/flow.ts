import type { HostEnd } from '../model/event.ts';
import type { Place, Task, TaskEnd } from '../model/task.ts';

/** Tasks and blocks as the playbook nests them. */
export type Node =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'block'; readonly parts: Readonly<Record<Place['part'], readonly Node[]>> };

/** The tree in a flat list: each task knows its blocks. */
export function treeOf(tasks: readonly Task[], depth = 0): readonly Node[] {
  const nodes: Node[] = [];
  for (let from = 0; from < tasks.length;) {
    const id = idAt(tasks[from], depth);
    const next = tasks.findIndex((task, index) => index > from && idAt(task, depth) !== id);
    const end = id === undefined ? from + 1 : next < 0 ? tasks.length : next;
    const inside = tasks.slice(from, end);
    if (id === undefined) nodes.push(...inside.map((task) => ({ kind: 'task', task }) as const));
    else nodes.push(blockOf(inside, depth));
    from = end;
  }
  return nodes;
}

const idAt = (task: Task | undefined, depth: number): string | undefined =>
  task?.within?.[depth]?.block;

function blockOf(tasks: readonly Task[], depth: number): Node {
  const part = (name: Place['part']): readonly Node[] =>
    treeOf(
      tasks.filter(({ within }) => within?.[depth]?.part === name),
      depth + 1,
    );
  return {
    kind: 'block',
    parts: { block: part('block'), rescue: part('rescue'), always: part('always') },
  };
}

/** Why a host goes no further: a task failed, which a block may rescue, or it stops here whatever blocks say. */
export type Stop =
  | {
      readonly kind: 'failed';
      readonly task: Task;
      readonly end: TaskEnd;
      readonly because: string;
    }
  | { readonly kind: 'halt'; readonly end: HostEnd; readonly because: string }
  /** The play is over for it: what is left, `always` and handlers too, does not run. */
  | { readonly kind: 'end' };

export interface Walker {
  /** Null when the next one may come. */
  run(task: Task): Promise<Stop | null>;
  /** Before `rescue`: what it may read. */
  rescue(failed: Stop & { readonly kind: 'failed' }): void;
}

/** Takes tasks and blocks in their order. Null when it got to the end. */
export async function walkNodes(nodes: readonly Node[], walker: Walker): Promise<Stop | null> {
  for (const node of nodes) {
    const stop =
      node.kind === 'task' ? await walker.run(node.task) : await walkBlock(node.parts, walker);
    if (stop !== null) return stop;
  }
  return null;
}

async function walkBlock(
  { block, rescue, always }: (Node & { readonly kind: 'block' })['parts'],
  walker: Walker,
): Promise<Stop | null> {
  let stop = await walkNodes(block, walker);
  if (stop?.kind === 'failed' && rescue.length > 0) {
    walker.rescue(stop);
    stop = await walkNodes(rescue, walker);
  }
  // A device that is left or lost runs nothing any more, nor one whose play is over.
  if (stop?.kind === 'halt' || stop?.kind === 'end') return stop;
  return (await walkNodes(always, walker)) ?? stop;
}
