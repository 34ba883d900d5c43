import type { Action } from '../../src/model/action.ts';
import type { Answers } from '../../src/model/fact.ts';
import type { KeptFiles } from '../../src/model/kept.ts';
import type { Vars } from '../../src/model/params.ts';
import type { Step } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { rollBackHost } from '../../src/engine/rollback.ts';
import { foldHost } from '../../src/planning/fold-journal.ts';
import { contextOf, HOST, oldDevice, portsTo, TASKS, VARS } from './playbook.ts';

/** An action with the step that asks for it. */
export interface Planned {
  readonly step: string;
  readonly action: Action;
}

type Note = (step: string, actions: readonly Action[]) => void;
type JobFacts = Readonly<Record<'job', string>>;

/** What a step plans while its job goes on, and after it was lost, is planned as well. */
const jobVariants = (facts: unknown): readonly unknown[] =>
  'job' in (facts as JobFacts)
    ? [facts, ...['running', 'lost', 'done 1'].map((job) => ({ ...(facts as JobFacts), job }))]
    : [facts];

/** The same step, which tells all that it plans. */
export function spiedStep(step: Step, note: Note): Step {
  const { rollback } = step;
  return {
    ...step,
    check: (facts, params) => {
      const verdict = step.check(facts, params);
      // Another device would need it.
      if (verdict.kind === 'satisfied') note(step.id, step.apply(facts, params));
      return verdict;
    },
    apply: (facts, params) => {
      for (const each of jobVariants(facts)) note(step.id, step.apply(each as Answers, params));
      return step.apply(facts, params);
    },
    rollback:
      rollback.kind === 'undo'
        ? {
            ...rollback,
            actions: (before, now, params) => {
              for (const each of jobVariants(now))
                note(step.id, rollback.actions(before, each as Answers, params));
              return rollback.actions(before, now, params);
            },
          }
        : rollback,
  };
}

/** A controller that keeps backups, so that these may go there. */
export const KEEPER: KeptFiles = {
  folderOf: (at) => `/k/${at}`,
  piecesOf: () => Promise.resolve([]),
  look: (at) => Promise.resolve({ folder: `/k/${at}`, pieces: 1, bytes: 1, sha256: '(new)' }),
  freeBytes: () => Promise.resolve(Number.MAX_SAFE_INTEGER),
  clear: () => Promise.resolve(),
};

/** All that a migration does to a device: to its end, and rolled back from each change that can be undone. */
export async function migrationActions(
  vars: Vars = VARS,
  playbook: readonly Task[] = TASKS,
): Promise<readonly Planned[]> {
  const planned: Planned[] = [];
  const note: Note = (step, actions) => {
    planned.push(...actions.map((action) => ({ step, action })));
  };
  const tasks = playbook.map((task) => ({ ...task, step: spiedStep(task.step, note) }));
  const job = { host: HOST, vars, tasks, onFailure: 'leave' } as const;
  await migrateHost(job, portsTo(oldDevice(), { kept: KEEPER }));
  const point = tasks.findIndex(({ key }) => key === 'install/point-of-no-return');
  const reversible = { ...job, tasks: tasks.slice(0, point) };
  const whole = oldDevice();
  await migrateHost(reversible, portsTo(whole, { kept: KEEPER }));
  for (let at = 1; at <= whole.changes; at += 1) await rollBackFrom(at, reversible);
  return planned;
}

async function rollBackFrom(
  at: number,
  job: Parameters<typeof migrateHost>[0] & { readonly tasks: readonly Task[] },
): Promise<void> {
  const device = oldDevice();
  const ports = portsTo(device, { kept: KEEPER });
  device.cuts = [{ at, when: 'after' }];
  device.unplugAfterCut = true;
  await migrateHost(job, ports);
  device.unplugAfterCut = false;
  device.isUnplugged = false;
  device.cuts = [];
  const state = foldHost(await ports.journal.read(ports.runId), HOST.name);
  await rollBackHost(job.tasks, state, contextOf(ports));
}
