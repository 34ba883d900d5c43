import type { Verdict } from '../model/step.ts';
import type { Task } from '../model/task.ts';

type Planned = Verdict | { readonly kind: 'passed' | 'undecided'; readonly because: string };

/** A failure that the playbook reckons with does not block a device: the run goes on behind it. */
export function spared(task: Task, verdict: Planned, all: readonly Task[]): Planned {
  if (verdict.kind !== 'blocked') return verdict;
  if (task.isErrorIgnored === true) return goesOn(verdict, '`ignore_errors` goes on');
  return isRescued(task, all) ? goesOn(verdict, 'then the rescue of its block runs') : verdict;
}

const goesOn = ({ because }: Planned, then: string): Planned => ({
  kind: 'undecided',
  because: `it would fail (${because}); ${then}`,
});

function isRescued(task: Task, all: readonly Task[]): boolean {
  const blocks = (task.within ?? [])
    .filter(({ part }) => part === 'block')
    .map(({ block }) => block);
  return all.some(
    ({ play, within = [] }) =>
      play === task.play &&
      within.some(({ part, block }) => part === 'rescue' && blocks.includes(block)),
  );
}
