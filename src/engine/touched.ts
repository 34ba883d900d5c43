import type { Verdict } from '../model/step.ts';
import { setBy, type Task } from '../model/task.ts';

/** What the tasks of a dry run would have changed so far; each by its key, the latest last. */
export class Touched {
  readonly #by: { readonly task: string; readonly paths: readonly string[] | null }[] = [];

  /** The task acts. What a module touches it may know; of anything else nobody can tell what it leaves. */
  add(task: Task, params: unknown): void {
    if (changesNothing(task) || onlyLooks(task)) return;
    this.#by.push({ task: task.key, paths: pathsOf(task, params) });
  }

  /** Nobody can tell whether the task runs, or with what. */
  addPerhaps(task: Task): void {
    if (changesNothing(task) || onlyLooks(task)) return;
    this.#by.push({ task: task.key, paths: null });
  }

  /** A verdict as it is worth behind these tasks, and the tasks that it builds on. */
  under(
    task: Task,
    params: unknown,
    { verdict, expected }: { readonly verdict: Verdict; readonly expected: readonly string[] },
  ): { readonly verdict: Verdict; readonly dependsOn: readonly string[] } {
    const by = this.whoMayChange(task, params);
    if (by === null) return { verdict, dependsOn: expected };
    return {
      verdict: notYetBlocked(verdict, by),
      dependsOn: expected.includes(by) ? expected : [...expected, by],
    };
  }

  /** The latest task that may have changed what a module reads of the device. Steps say by `expect` what they leave. */
  whoMayChange(task: Task, params: unknown): string | null {
    if (task.isModule !== true || Object.keys(task.step.facts(params)).length === 0) return null;
    const reads = pathsOf(task, params);
    const latest = this.#by.findLast(({ paths }) => overlap(paths, reads));
    return latest?.task ?? null;
  }
}

/** What is in the way now may be gone by then. */
export const notYetBlocked = (verdict: Verdict, by: string): Verdict =>
  verdict.kind === 'blocked'
    ? {
        kind: 'needed',
        because: `as the device is now it can't be done (${verdict.because}); ${by} may change that`,
        isOpen: true,
      }
    : verdict;

const onlyLooks = ({ step }: Task): boolean =>
  step.interrupted === 'check-again' && step.rollback.kind === 'nothing-to-undo';

const pathsOf = ({ step }: Task, params: unknown): readonly string[] | null =>
  step.paths?.(params) ?? null;

/** Links are not followed: the device would have to be asked about each folder on the way. */
function overlap(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return true;
  return one.some((a) => other.some((b) => isWithin(a, b) || isWithin(b, a)));
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** The playbook's word: `changed_when: false`. A test that reads the result can't be told beforehand. */
function changesNothing(task: Task): boolean {
  try {
    return task.changedWhen?.(withoutResult(task)) === false;
  } catch {
    return false;
  }
}

const withoutResult = (task: Task): Readonly<Record<string, never>> =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error(`only the run knows ${setBy(task).join(', ')}`);
      },
      has: () => true,
    },
  );
