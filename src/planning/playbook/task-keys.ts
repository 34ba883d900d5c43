import type { PlaybookTask } from './playbook.ts';

/**
 * Gives every task the key that the journal knows. A step of ours has its id, or `PHASE/name-of-the-task` where the step
 * has stood before; a module has `PLACE/name-of-the-task`, with a number where that is taken. A key changes only with the
 * playbook.
 */
export function keyGiver(): (task: PlaybookTask) => PlaybookTask {
  const seen = new Set<string>();
  const taken = new Set<string>();
  return (task) => {
    const { id } = task.step;
    const isFirst = task.isModule !== true && !seen.has(id);
    seen.add(id);
    const key = free(isFirst ? id : `${task.place}/${slug(task.name)}`, taken);
    taken.add(key);
    return { ...task, key };
  };
}

function free(key: string, taken: ReadonlySet<string>): string {
  let candidate = key;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${key}-${String(number)}`;
  return candidate;
}

/** No bracket is left: those are of the items of a loop. */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
