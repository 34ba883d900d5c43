import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HostContext, type Ports } from '../../src/engine/context.ts';
import { rollBackHost } from '../../src/engine/rollback.ts';
import { runTask } from '../../src/engine/step.ts';
import type { Vars } from '../../src/model/params.ts';
import type { Task } from '../../src/model/task.ts';
import { foldHost, type HostState } from '../../src/planning/fold-journal.ts';
import type { Cut, FakeDevice } from './fake-device.ts';
import { lasting, type Lasting } from './lasting.ts';
import { HOST, isRepeated, oldDevice, portsTo } from './playbook.ts';

/** Tasks with what they are told of the bundle and the device. */
export interface Migration {
  readonly tasks: readonly Task[];
  readonly vars: Vars;
}

/** A boot spends what was armed for it, and no undo of the boot brings that back. */
const unarmed = ({ files, ...state }: Lasting): unknown => ({
  ...state,
  files: Object.entries(files).map(([place, text]) => [
    place,
    text.replace(/^next_entry=.*\n/m, ''),
  ]),
});
export const stateIn = async ({ journal, runId }: Ports): Promise<HostState> =>
  foldHost(await journal.read(runId), HOST.name);

interface Before {
  readonly device: FakeDevice;
  readonly ports: Ports;
  readonly context: HostContext;
}

/** A device just before the given task, and the ports to it. */
export async function deviceBefore({ tasks, vars }: Migration, index: number): Promise<Before> {
  const device = oldDevice();
  const ports = portsTo(device);
  const context = new HostContext(HOST, vars, ports);
  for (const task of tasks.slice(0, index)) await runTask(task, undefined, context);
  device.changes = 0;
  return { device, ports, context: new HostContext(HOST, vars, ports) };
}

/** The laws of one task, at its place among the others. */
export function obeysTheLaws(migration: Migration, index: number): void {
  const task = migration.tasks[index] ?? assert.fail('there is no such task');
  describe(`${task.key} obeys the law`, () => {
    it('verifies after apply, is satisfied then, and left what it expected', async () => {
      const { device, context } = await deviceBefore(migration, index);
      const params = task.step.params(context.vars);
      const facts = task.step.facts(params);
      const expected = task.step.expect(await context.ask(facts), params);
      const { kind } = await runTask(task, undefined, context);
      assert.equal(kind, isRepeated(task) ? 'satisfied' : 'changed');
      const after = await context.ask(facts);
      assert.deepEqual(
        JSON.stringify(after).replaceAll('fresh', '(new)'),
        JSON.stringify(expected),
      );
      const changes = device.changes;
      const again = (await runTask(task, undefined, context)).kind;
      assert.ok(['satisfied', 'unchanged', 'passed'].includes(again), again);
      assert.equal(device.changes, changes);
      assert.equal(task.step.check(expected, params).kind, 'satisfied');
      assert.equal(task.step.verify(expected, params, []).ok, true);
    });

    it('gets to the same end through a cut before or after any action', async () => {
      const whole = await deviceBefore(migration, index);
      await runTask(task, undefined, whole.context);
      for (const cut of cutsOf(whole.device.changes)) {
        const { device, context } = await deviceBefore(migration, index);
        device.cuts = [cut];
        assert.equal((await runTask(task, undefined, context)).kind, 'changed');
        assert.deepEqual(lasting(device), lasting(whole.device), JSON.stringify(cut));
      }
    });

    if (task.step.rollback.kind === 'undo')
      it('leaves no trace when the controller dies after any action and rolls back', async () => {
        const whole = await deviceBefore(migration, index);
        const clean = lasting(whole.device);
        await runTask(task, undefined, whole.context);
        for (const cut of [...cutsOf(whole.device.changes), null]) {
          const { device, ports, context } = await deviceBefore(migration, index);
          await dieAt(cut, device, runTask.bind(null, task, undefined, context));
          const { tasks, ...state } = await stateIn(ports);
          const own = { ...state, tasks: tasks.filter((entry) => entry.task === task.key) };
          const { kind } = await rollBackHost(
            migration.tasks,
            own,
            new HostContext(HOST, migration.vars, ports),
          );
          // Undone alone, a task of the environment leaves the device there, and the rollback says so.
          assert.equal(kind, device.state.system === 'old' ? 'rolled-back' : 'failed');
          const undone = foldHost(await ports.journal.read('run-1'), HOST.name).tasks;
          assert.deepEqual(
            undone.filter((entry) => entry.task === task.key && entry.progress !== 'undone'),
            [],
          );
          assert.deepEqual(unarmed(lasting(device)), unarmed(clean), JSON.stringify(cut));
        }
      });
  });
}

export const cutsOf = (changes: number): readonly Cut[] =>
  Array.from({ length: changes }, (_, at) => at + 1).flatMap((at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]);

/** The link is cut there and stays cut, until somebody plugs it in again. */
export async function dieAt(
  cut: Cut | null,
  device: FakeDevice,
  work: () => Promise<unknown>,
): Promise<void> {
  device.cuts = cut === null ? [] : [cut];
  device.unplugAfterCut = true;
  await work();
  device.unplugAfterCut = false;
  device.isUnplugged = false;
  device.cuts = [];
}
