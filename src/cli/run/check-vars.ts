import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { paramsOf, type Task } from '../../model/task.ts';
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
  const registers = new Set<string>();
  const seen = withoutRegisters({ ...vars, ...MAGIC, inventory_hostname: name }, registers);
  return tasks.flatMap((task) => {
    const problem = problemOf(task, seen);
    if (task.register !== undefined) registers.add(task.register);
    return problem === null ? [] : [`${task.key}: ${problem}`];
  });
}

function problemOf(task: Task, vars: Vars): string | null {
  try {
    if (task.when?.(vars) === false) return null;
    paramsOf(task, task.args(vars), vars);
    return null;
  } catch (error) {
    if (error instanceof RegisterRead) return null;
    if (error instanceof StemError) return error.message;
    throw error;
  }
}

class RegisterRead extends Error {}

const withoutRegisters = (vars: Vars, registers: ReadonlySet<string>): Vars =>
  new Proxy(vars, {
    get: (target, name) => {
      if (registers.has(String(name))) throw new RegisterRead();
      return target[String(name)];
    },
    has: (target, name) => registers.has(String(name)) || name in target,
  });
