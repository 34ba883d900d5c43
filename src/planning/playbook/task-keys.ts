import type { Phase, PlaybookTask } from './playbook.ts';
import type { Reading, YamlPath } from './reading.ts';

/** A phase whose tasks were read from these places. */
export type LocatedPhase = Phase & { readonly at: readonly YamlPath[] };

/**
 * Gives every task the key that the journal knows: its step's id, or `PHASE/name-of-the-task` where the step has stood
 * before. A key changes only with the playbook.
 */
export function withKeys(reading: Reading, phases: readonly LocatedPhase[]): readonly Phase[] {
  const seen = new Set<string>();
  const taken = new Set<string>();
  const keyOf = (phase: LocatedPhase, task: PlaybookTask, index: number): string => {
    const { id } = task.step;
    const key = seen.has(id) ? `${phase.name}/${slug(task.name)}` : id;
    seen.add(id);
    if (taken.has(key))
      reading.report(phase.at[index] ?? [], `the key ${key} is taken: give the task another name`);
    taken.add(key);
    return key;
  };
  return phases.map((phase) => ({
    name: phase.name,
    tasks: phase.tasks.map((task, index) => ({ ...task, key: keyOf(phase, task, index) })),
  }));
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
