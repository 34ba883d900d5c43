import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planHost } from '../../src/engine/dry-run.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { rollBackHost } from '../../src/engine/rollback.ts';
import { HostContext } from '../../src/engine/context.ts';
import { orderProblems } from '../../src/planning/make-plan.ts';
import { rowsOf } from '../fakes/balena.ts';
import { BALENA_TASKS, BALENA_VARS } from '../fakes/balena-tasks.ts';
import { lasting } from '../fakes/lasting.ts';
import { cutsOf, deviceBefore, dieAt, obeysTheLaws, stateIn } from '../fakes/laws.ts';
import { HOST, oldDevice, portsTo, TASKS } from '../fakes/playbook.ts';
import { partitionTable } from '../../src/facts/partition-table.ts';
import type { DiskTable } from '../../src/model/disk-table.ts';

const MIGRATION = { tasks: BALENA_TASKS, vars: BALENA_VARS };
const JOB = { host: HOST, vars: BALENA_VARS, tasks: BALENA_TASKS, onFailure: 'leave' } as const;

/** Those that differ from the other layout's, and the boots that go another way. */
const OTHER = BALENA_TASKS.flatMap(({ key }, index) =>
  !TASKS.some((task) => task.key === key) ||
  ['boot/trial', 'boot/enter-new', 'finish/mount', 'finish/unlock'].includes(key)
    ? [index]
    : [],
);
for (const index of OTHER) obeysTheLaws(MIGRATION, index);

describe('a migration to a balenaOS', () => {
  it('keeps the order law', () => {
    assert.deepEqual(orderProblems(BALENA_TASKS), []);
    assert.equal(OTHER.length, 22);
  });

  it('ends with the partitions of the image on the whole disk, and nothing of ours', async () => {
    const device = oldDevice();
    const ports = portsTo(device);
    assert.equal(await migrateHost(JOB, ports), 'reached');
    const { state } = device;
    assert.deepEqual([state.core, state.room, state.system], ['image', 'empty', 'new']);
    const context = new HostContext(HOST, BALENA_VARS, ports);
    const { table } = await context.ask({ table: partitionTable('/dev/sda') });
    assert.deepEqual(rowsOf(table as DiskTable), [
      [1, 8192, 81_920],
      [2, 90_112, 2_048_000],
      [3, 2_138_112, 2_048_000],
      [4, 4_186_112, 33_554_432 - 4_186_112],
      [5, 4_194_304, 40_960],
      [6, 4_243_456, 33_554_432 - 4_243_456],
    ]);
    assert.deepEqual(
      Object.entries(state.volumes).map(([name, { label }]) => `${name} ${label}`),
      [
        ...['/dev/sda1 resin-boot', '/dev/sda5 resin-state', '/dev/sda2 resin-rootA'],
        ...['/dev/sda3 resin-rootB', '/dev/sda6 resin-data'],
      ].toSorted(),
    );
  });

  it('keeps the keys of config.json and the login of the proxy out of plan and journal', async () => {
    const device = oldDevice();
    const ports = portsTo(device);
    const planned = await planHost(BALENA_TASKS, new HostContext(HOST, BALENA_VARS, ports));
    await migrateHost(JOB, ports);
    const shown = JSON.stringify([planned, await ports.journal.read('run-1')]);
    assert.match(shown, /password = .{1,4}\[secret\]/);
    assert.doesNotMatch(shown, /let-me-out|provision-me/);
    const written = JSON.stringify(device.files);
    for (const secret of ['let-me-out', 'provision-me'])
      assert.ok(written.includes(secret), `${secret} did reach the device`);
  });

  it('resumes after the controller died at any change behind the point of no return', async () => {
    const whole = oldDevice();
    assert.equal(await migrateHost(JOB, portsTo(whole)), 'reached');
    const point = BALENA_TASKS.findIndex(({ key }) => key === 'install/partition');
    const before = oldDevice();
    await migrateHost({ ...JOB, tasks: BALENA_TASKS.slice(0, point) }, portsTo(before));
    for (const cut of cutsOf(whole.changes).filter(({ at }) => at > before.changes)) {
      const device = oldDevice();
      const ports = portsTo(device);
      await dieAt(cut, device, () => migrateHost(JOB, ports));
      assert.equal(await migrateHost(JOB, ports), 'reached', JSON.stringify(cut));
      assert.deepEqual(lasting(device), lasting(whole), JSON.stringify(cut));
    }
  });
});

describe('a balenaOS on trial, and handed over', () => {
  it('comes back to the environment from either trial that nobody confirms', async () => {
    for (const key of ['finish/confirm', 'finish/loader']) {
      const at = BALENA_TASKS.findIndex((task) => task.key === key);
      const { device } = await deviceBefore(MIGRATION, at);
      device.reboot();
      assert.equal(device.state.system, 'environment', key);
    }
  });

  it('has crossed, also when the staging partition is gone', async () => {
    const device = oldDevice();
    const ports = portsTo(device);
    await migrateHost(JOB, ports);
    const again = portsTo(device, { runId: 'run-2' });
    assert.equal(await migrateHost(JOB, again), 'reached');
    const context = new HostContext(HOST, BALENA_VARS, ports);
    assert.equal((await rollBackHost(BALENA_TASKS, await stateIn(ports), context)).kind, 'refused');
  });
});
