import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextEntryOf } from '../../src/facts/boot.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { rollBackHost } from '../../src/engine/rollback.ts';
import { runTask } from '../../src/engine/step.ts';
import type { Ports } from '../../src/engine/context.ts';
import { foldHost, type HostState } from '../../src/planning/fold-journal.ts';
import { orderProblems } from '../../src/planning/make-plan.ts';
import type { Cut, FakeDevice } from '../fakes/fake-device.ts';
import { lasting, type Lasting } from '../fakes/lasting.ts';
import { contextOf, HOST, isRepeated, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';

const isArmed = ({ files }: FakeDevice): boolean =>
  nextEntryOf(files.byPlace['old:/boot/grub/grubenv'] ?? '') !== null;
/** Another run on a device that is held needs the operator's word for it. */
const TAKE_OVER = { ...VARS, stem_take_over: true };
const JOB = { host: HOST, vars: VARS, tasks: TASKS, onFailure: 'leave' } as const;
const POINT = TASKS.findIndex(({ key }) => key === 'install/point-of-no-return');
const REVERSIBLE = TASKS.slice(0, POINT);
const ENTER = TASKS.findIndex(({ key }) => key === 'boot/enter-environment');
/** A boot spends what was armed for it, and no undo of the boot brings that back. */
const unarmed = ({ files, ...state }: Lasting): unknown => ({
  ...state,
  files: Object.entries(files).map(([place, text]) => [
    place,
    text.replace(/^next_entry=.*\n/m, ''),
  ]),
});
const stateIn = async ({ journal, runId }: Ports): Promise<HostState> =>
  foldHost(await journal.read(runId), HOST.name);

/** A device just before the given task, and the ports to it. */
async function deviceBefore(index: number): Promise<{ device: FakeDevice; ports: Ports }> {
  const device = oldDevice();
  const ports = portsTo(device);
  const context = contextOf(ports);
  for (const task of TASKS.slice(0, index)) await runTask(task, undefined, context);
  device.changes = 0;
  return { device, ports };
}

describe('the order of the migration', () => {
  it('has nothing that can be undone behind the point of no return', () => {
    assert.deepEqual(orderProblems(TASKS), []);
    assert.deepEqual(orderProblems(TASKS.toReversed()).length > 0, true);
  });
});

for (const [index, task] of TASKS.entries()) {
  describe(`${task.key} obeys the law`, () => {
    it('verifies after apply, is satisfied then, and left what it expected', async () => {
      const { device, ports } = await deviceBefore(index);
      const context = contextOf(ports);
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
      const whole = await deviceBefore(index);
      await runTask(task, undefined, contextOf(whole.ports));
      for (const cut of cutsOf(whole.device.changes)) {
        const { device, ports } = await deviceBefore(index);
        device.cuts = [cut];
        assert.equal((await runTask(task, undefined, contextOf(ports))).kind, 'changed');
        assert.deepEqual(lasting(device), lasting(whole.device), JSON.stringify(cut));
      }
    });

    if (task.step.rollback.kind === 'undo')
      it('leaves no trace when the controller dies after any action and rolls back', async () => {
        const whole = await deviceBefore(index);
        const clean = lasting(whole.device);
        await runTask(task, undefined, contextOf(whole.ports));
        for (const cut of [...cutsOf(whole.device.changes), null]) {
          const { device, ports } = await deviceBefore(index);
          await dieAt(cut, device, runTask.bind(null, task, undefined, contextOf(ports)));
          const { tasks, ...state } = await stateIn(ports);
          const own = { ...state, tasks: tasks.filter((entry) => entry.task === task.key) };
          const { kind } = await rollBackHost(TASKS, own, contextOf(ports));
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

const cutsOf = (changes: number): readonly Cut[] =>
  Array.from({ length: changes }, (_, at) => at + 1).flatMap((at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]);

/** The link is cut there and stays cut, until somebody plugs it in again. */
async function dieAt(
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

describe('a whole migration', () => {
  it('resumes after the controller died at any change, without a second before', async () => {
    const whole = oldDevice();
    assert.equal(await migrateHost(JOB, portsTo(whole)), 'reached');
    for (const cut of cutsOf(whole.changes)) {
      const device = oldDevice();
      const ports = portsTo(device);
      await dieAt(cut, device, () => migrateHost(JOB, ports));
      assert.equal(await migrateHost(JOB, ports), 'reached', JSON.stringify(cut));
      assert.deepEqual(lasting(device), lasting(whole));
    }
  });

  it('rolls back as a whole, from the environment to the first step', async () => {
    const device = oldDevice();
    const clean = lasting(device);
    const ports = portsTo(device);
    assert.equal(await migrateHost({ ...JOB, tasks: REVERSIBLE }, ports), 'reached');
    assert.equal(device.state.system, 'environment');
    const end = await rollBackHost(REVERSIBLE, await stateIn(ports), contextOf(ports));
    assert.deepEqual(end, { kind: 'rolled-back' });
    assert.deepEqual(lasting(device), clean);
  });

  it('rolls back to the first state of all, also after a cut and a resume', async () => {
    const whole = oldDevice();
    await migrateHost({ ...JOB, tasks: REVERSIBLE }, portsTo(whole));
    for (const cut of cutsOf(whole.changes)) {
      const device = oldDevice();
      const clean = lasting(device);
      const ports = portsTo(device);
      await dieAt(cut, device, () => migrateHost({ ...JOB, tasks: REVERSIBLE }, ports));
      await migrateHost({ ...JOB, tasks: REVERSIBLE }, ports);
      const end = await rollBackHost(REVERSIBLE, await stateIn(ports), contextOf(ports));
      assert.deepEqual(end, { kind: 'rolled-back' });
      assert.deepEqual(lasting(device), clean, JSON.stringify(cut));
    }
  });
});

describe('a migration that is met half-way', () => {
  it('undoes the newest first, and gets through a cut in the middle of an undo', async () => {
    const count = oldDevice();
    await migrateHost({ ...JOB, tasks: REVERSIBLE }, portsTo(count));
    for (const cut of cutsOf(8)) {
      const device = oldDevice();
      const clean = lasting(device);
      const ports = portsTo(device);
      await migrateHost({ ...JOB, tasks: REVERSIBLE }, ports);
      device.changes = 0;
      device.cuts = [cut];
      const end = await rollBackHost(REVERSIBLE, await stateIn(ports), contextOf(ports));
      assert.deepEqual(end, { kind: 'rolled-back' }, JSON.stringify(cut));
      assert.deepEqual(lasting(device), clean);
      const undone = (await ports.journal.read('run-1')).flatMap((event) =>
        event.kind === 'undo.started' ? [event.task] : [],
      );
      assert.deepEqual(
        undone,
        REVERSIBLE.filter(({ step }) => step.rollback.kind === 'undo')
          .map(({ key }) => key)
          .reverse(),
      );
    }
  });

  it('does not call an adopted device rolled back that still is in the environment', async () => {
    const { device } = await deviceBefore(ENTER + 1);
    const ports = portsTo(device, { runId: 'run-2' });
    await migrateHost({ ...JOB, vars: TAKE_OVER, tasks: REVERSIBLE }, ports);
    const end = await rollBackHost(REVERSIBLE, await stateIn(ports), contextOf(ports));
    assert.equal(end.kind, 'failed');
  });

  it('knows an adopted device that has crossed', async () => {
    const { device } = await deviceBefore(POINT + 1);
    const ports = portsTo(device, { runId: 'run-2' });
    await migrateHost({ ...JOB, vars: TAKE_OVER }, ports);
    assert.equal((await stateIn(ports)).hasCrossed, true);
    const end = await rollBackHost(TASKS, await stateIn(ports), contextOf(ports));
    assert.equal(end.kind, 'refused');
  });
});

describe('a migration that has crossed, or stops', () => {
  it('refuses to roll back behind the point of no return', async () => {
    const ports = portsTo(oldDevice());
    await migrateHost(JOB, ports);
    const end = await rollBackHost(TASKS, await stateIn(ports), contextOf(ports));
    assert.equal(end.kind, 'refused');
  });

  it('adopts a device found in the environment, with an empty journal', async () => {
    const { device } = await deviceBefore(ENTER + 1);
    const ports = portsTo(device, { runId: 'run-2' });
    assert.equal(await migrateHost({ ...JOB, vars: TAKE_OVER }, ports), 'reached');
    assert.deepEqual(
      (await stateIn(ports)).tasks.map(({ task }) => task),
      [
        ...[
          'install/confirm',
          'install/lock',
          'install/mount-staging',
          'install/own',
          'backup/prove',
          'boot/rehome',
        ],
        ...TASKS.slice(POINT).map(({ key }) => key),
      ],
    );
  });

  it('leaves a device alone that another run holds', async () => {
    const { device } = await deviceBefore(ENTER + 1);
    const ports = portsTo(device, { runId: 'run-2' });
    const changes = device.changes;
    assert.equal(await migrateHost({ ...JOB, tasks: TASKS.slice(ENTER + 2) }, ports), 'failed');
    assert.equal(device.changes, changes);
  });

  it('keeps secrets out of the journal', async () => {
    const ports = portsTo(oldDevice());
    await migrateHost(JOB, ports);
    const text = JSON.stringify(await ports.journal.read('run-1'));
    assert.match(text, /\[secret\]/);
    assert.doesNotMatch(text, /hunter2/);
  });

  it('drains only where the device may be left alone', async () => {
    const device = oldDevice();
    const stop = (): 'drain' | 'go-on' =>
      device.state.system !== 'old' || isArmed(device) ? 'drain' : 'go-on';
    assert.equal(await migrateHost(JOB, portsTo(device, { stop })), 'stopped');
    assert.equal(device.state.system, 'old');
    const later = oldDevice();
    const inside = (): 'drain' | 'go-on' => (later.state.system === 'old' ? 'go-on' : 'drain');
    assert.equal(await migrateHost(JOB, portsTo(later, { stop: inside })), 'stopped');
    assert.equal(later.files.get('/run/stem/confirmed'), 'yes');
  });
});
