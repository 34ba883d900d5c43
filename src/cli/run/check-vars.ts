import { hasCode, StemError } from '../../model/errors.ts';
import { isFixed } from '../../model/fixed-vars.ts';
import type { Value, Vars } from '../../model/params.ts';
import { isSetBy, paramsOf, setBy, type Task } from '../../model/task.ts';
import { names } from '../../report/words.ts';

interface Checked {
  readonly name: string;
  readonly vars: Vars;
}

/**
 * Reads every parameter of every task once, so that a wrong var is found before any device is touched. A task that
 * builds on the result of an earlier one is left to the run. @throws StemError VARS_INVALID
 */
export function checkVars(hosts: readonly Checked[], tasks: readonly Task[]): void {
  const problems = new Map<string, string[]>();
  for (const host of hosts)
    for (const problem of problemsOf(host, tasks)) {
      const same = problems.get(problem);
      if (same === undefined) problems.set(problem, [host.name]);
      else same.push(host.name);
    }
  if (problems.size === 0) return;
  const noBundle = hosts.filter(({ vars }) => !('bundle_file' in vars)).map(({ name }) => name);
  if (
    noBundle.length > 0 &&
    [...problems.keys()].some((problem) => problem.includes('bundle_file'))
  )
    throw invalid(
      `there is no bundle for ${names(noBundle)}`,
      'Name one: `--bundle FILE`, or the var stem_bundle in the inventory.',
    );
  throw invalid(
    [...problems].map(([problem, who]) => `${names(who)}: ${problem}`).join('\n'),
    'Set these vars in the inventory, in the playbook or with -e.',
  );
}

const invalid = (message: string, hint: string): StemError =>
  new StemError(message, { code: 'VARS_INVALID', hint });

/** What the engine sets for each host. */
const MAGIC: Vars = { stem_run_id: 'run', stem_started_at: 'now' };

function problemsOf({ name, vars }: Checked, tasks: readonly Task[]): readonly string[] {
  const unknown = new Set<string>();
  const base = { ...vars, ...MAGIC, inventory_hostname: name };
  const problems: string[] = [];
  for (const task of tasks) {
    const known = withoutUnknown({ ...base, ...task.vars }, unknown);
    if (mayEnd(task, known)) break;
    const problem = problemOf(task, known);
    for (const set of setBy(task)) unknown.add(set);
    if (problem !== null) problems.push(`${task.key}: ${problem}`);
  }
  return problems;
}

/** `meta: end_host` often stands before what the host lacks the vars for. */
function mayEnd({ meta, when }: Task, vars: Vars): boolean {
  if (meta?.startsWith('end_') !== true) return false;
  try {
    return when?.(vars) !== false;
  } catch (error) {
    if (error instanceof UnknownRead || error instanceof StemError) return true;
    throw error;
  }
}

function problemOf(task: Task, vars: Vars): string | null {
  try {
    if (task.loop !== undefined) return null;
    if (task.when?.(vars) === false) return null;
    paramsOf(task, task.args(vars), vars);
    return null;
  } catch (error) {
    if (error instanceof UnknownRead) return null;
    // What a template of a module lacks may come from a task before it, or be rescued: the run tells.
    if (hasCode(error, 'TEMPLATE_FAILED') && task.isModule === true) return null;
    if (error instanceof StemError) return error.message;
    throw error;
  }
}

class UnknownRead extends Error {}

const withoutUnknown = (vars: Vars, unknown: ReadonlySet<string>): Vars =>
  new Proxy(vars, {
    get: (target, name) => {
      if (typeof name === 'string' && isSetBy(unknown, name) && !isFixed(vars, name))
        throw new UnknownRead();
      return Reflect.get(target, name) as Value;
    },
    has: (target, name) => (typeof name === 'string' && isSetBy(unknown, name)) || name in target,
  });
