import { HostContext, type Ports } from '../../src/engine/context.ts';
import { runTask } from '../../src/engine/step.ts';
import type { Vars } from '../../src/model/params.ts';
import type { Task, TaskEnd } from '../../src/model/task.ts';
import type { TaskState } from '../../src/planning/fold-journal.ts';
import { portsTo } from './playbook.ts';
import type { ToyDevice } from './toy-device.ts';

/** How a task ran on a toy device. */
export interface Ran {
  readonly end: TaskEnd;
  /** What was journaled and what the device was told, in one order. */
  readonly order: readonly string[];
  readonly vars: Vars;
}

export async function runOn(
  device: ToyDevice,
  task: Task,
  { past, ...more }: Partial<Ports> & { past?: TaskState } = {},
): Promise<Ran> {
  const ports = portsTo(device, more);
  const order: string[] = [];
  const append: typeof ports.journal.append = (event) => {
    order.push(event.kind);
    return Promise.resolve();
  };
  const before = device.before;
  device.before = (does) => {
    before(does);
    if (/^(write|run) /.test(does)) order.push(does);
  };
  const journal = { ...ports.journal, append };
  const context = new HostContext({ name: 'web-1', site: '' }, {}, { ...ports, journal });
  await context.locate();
  order.length = 0;
  return { end: await runTask(task, past, context), order, vars: context.known };
}
