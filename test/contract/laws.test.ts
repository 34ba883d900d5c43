import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextEntryOf } from '../../src/facts/boot.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { rollBackHost } from '../../src/engine/rollback.ts';
import { orderProblems } from '../../src/planning/make-plan.ts';
import type { FakeDevice } from '../fakes/fake-device.ts';
import { lasting } from '../fakes/lasting.ts';
import { cutsOf, deviceBefore, dieAt, obeysTheLaws, stateIn } from '../fakes/laws.ts';
import { contextOf, HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';

const isArmed = ({ files }: FakeDevice): boolean =>
  nextEntryOf(files.byPlace['old:/boot/grub/grubenv'] ?? '') !== null;
/** Another run on a device that is held needs the operator's word for it. */
const TAKE_OVER = { ...VARS, stem_take_over: true };
const JOB = { host: HOST, vars: VARS, tasks: TASKS, onFailure: 'leave' } as const;
const POINT = TASKS.findIndex(({ key }) => key === 'install/point-of-no-return');
const REVERSIBLE = TASKS.slice(0, POINT);
const ENTER = TASKS.findIndex(({ key }) => key === 'boot/enter-environment');
const MIGRATION = { tasks: TASKS, vars: VARS };

describe('the order of the migration', () => {
  it('has nothing that can be undone behind the point of no return', () => {
    assert.deepEqual(orderProblems(TASKS), []);
    assert.deepEqual(orderProblems(TASKS.toReversed()).length > 0, true);
  });
});

for (const index of TASKS.keys()) obeysTheLaws(MIGRATION, index);

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
    const { device } = await deviceBefore(MIGRATION, ENTER + 1);
    const ports = portsTo(device, { runId: 'run-2' });
    await migrateHost({ ...JOB, vars: TAKE_OVER, tasks: REVERSIBLE }, ports);
    const end = await rollBackHost(REVERSIBLE, await stateIn(ports), contextOf(ports));
    assert.equal(end.kind, 'failed');
  });

  it('knows an adopted device that has crossed', async () => {
    const { device } = await deviceBefore(MIGRATION, POINT + 1);
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
    const { device } = await deviceBefore(MIGRATION, ENTER + 1);
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
    const { device } = await deviceBefore(MIGRATION, ENTER + 1);
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
