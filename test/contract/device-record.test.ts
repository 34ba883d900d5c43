import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootBlock } from '../../src/commands/grub-config.ts';
import { STAGE } from '../../src/commands/stage.ts';
import type { Ports } from '../../src/engine/context.ts';
import { takeRecord } from '../../src/engine/device-record.ts';
import { migrateHost, undoHost } from '../../src/engine/host.ts';
import { deviceRecord, type DeviceRecord } from '../../src/facts/device-record.ts';
import type { StemEvent } from '../../src/model/event.ts';
import type { FakeDevice } from '../fakes/fake-device.ts';
import { lasting } from '../fakes/lasting.ts';
import { contextOf, HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';

const POINT = TASKS.findIndex(({ key }) => key === 'install/point-of-no-return');
const REVERSIBLE = TASKS.slice(0, POINT);
const JOB = { host: HOST, vars: VARS, tasks: REVERSIBLE, onFailure: 'leave' } as const;
const holding = (device: FakeDevice, runId = 'run-1'): Ports =>
  portsTo(device, { runId, holdsDevices: true });

/** Breaks off at the n-th change: nobody ever comes back with the journal. */
async function brokenAt(at: number, when: 'before' | 'after'): Promise<FakeDevice> {
  const device = oldDevice();
  device.cuts = [{ at, when }];
  device.unplugAfterCut = true;
  await migrateHost(JOB, holding(device));
  Object.assign(device, { cuts: [], unplugAfterCut: false, isUnplugged: false });
  return device;
}

/** Another controller, whose journal is made from what the device says. */
async function undoneFromDevice(device: FakeDevice): Promise<string> {
  const ports = holding(device);
  const context = contextOf(ports);
  const answers = await context.ask({ record: deviceRecord('/dev/sda1', '/dev/sda5') });
  const { events } = answers['record'] as DeviceRecord;
  await takeRecord('run-1', context);
  for (const event of events as unknown as readonly StemEvent[])
    await ports.journal.append({ ...event, runId: 'run-1' });
  return undoHost(JOB, ports);
}

const changesOfAll = async (): Promise<number> => {
  const device = oldDevice();
  await migrateHost(JOB, holding(device));
  return device.changes;
};

describe("a device whose controller's journal is lost", () => {
  it('gets back to what it was from every half-done action, wherever it is', async () => {
    const clean = lasting(oldDevice());
    const most = await changesOfAll();
    assert.ok(most > 50, `only ${String(most)} changes`);
    for (let at = 1; at <= most; at += 1)
      for (const when of ['before', 'after'] as const) {
        const device = await brokenAt(at, when);
        assert.equal(await undoneFromDevice(device), 'rolled-back', `${when} ${String(at)}`);
        assert.deepEqual(lasting(device), clean, `${when} ${String(at)}`);
      }
  });

  it('does so too where the dead-man timer brought the old system back', async () => {
    const clean = lasting(oldDevice());
    const most = await changesOfAll();
    for (let at = 1; at <= most; at += 1) {
      const device = await brokenAt(at, 'after');
      // Unconfirmed, the environment chooses the old system and reboots.
      const block = `/dev/sda5:${STAGE.block}`;
      if (device.files.byPlace[block] !== undefined && device.state.system === 'environment')
        device.files.byPlace[block] = bootBlock({ mode: 'old', trial: false });
      device.reboot();
      if (device.state.system === 'environment') device.reboot();
      assert.equal(device.state.system, 'old', String(at));
      assert.equal(await undoneFromDevice(device), 'rolled-back', String(at));
      const { swaps, ...rest } = lasting(device);
      // A boot turns the swap on again where fstab has it; nothing here boots.
      assert.deepEqual({ ...rest, swaps: clean.swaps }, clean, String(at));
      assert.ok(swaps.length <= 1, 'swap is on twice');
    }
  });

  it('gets through a rollback that is broken off as well', async () => {
    const clean = lasting(oldDevice());
    for (let at = 1; at <= 40; at += 1) {
      const device = oldDevice();
      await migrateHost(JOB, holding(device));
      device.changes = 0;
      Object.assign(device, { cuts: [{ at, when: 'after' }], unplugAfterCut: true });
      await undoneFromDevice(device);
      Object.assign(device, { cuts: [], unplugAfterCut: false, isUnplugged: false });
      assert.equal(await undoneFromDevice(device), 'rolled-back', String(at));
      assert.deepEqual(lasting(device), clean, String(at));
    }
  });
});

describe('the record on a device', () => {
  it('is gone after a rollback, and another run’s lines are not', async () => {
    const device = oldDevice();
    const foreign = '{"kind":"task.started","task":"x","before":{},"runId":"run-0"}\n';
    device.files.set('/var/lib/stem/journal', foreign);
    const ports = holding(device);
    await migrateHost(JOB, ports);
    assert.match(device.files.byPlace['old:/var/lib/stem/journal'] ?? '', /"runId":"run-1"/);
    assert.equal(await undoHost(JOB, ports), 'rolled-back');
    assert.equal(device.files.byPlace['old:/var/lib/stem/journal'], foreign);
  });

  it('holds no secret', async () => {
    const device = oldDevice();
    await migrateHost(JOB, holding(device));
    const text = JSON.stringify(device.files.byPlace);
    assert.match(text, /"kind\\":\\"task.started/);
    assert.doesNotMatch(device.files.byPlace['old:/var/lib/stem/journal'] ?? '', /hunter2/);
  });

  it('is not kept by a playbook of modules alone', async () => {
    const device = oldDevice();
    await migrateHost(JOB, portsTo(device));
    assert.equal(device.files.byPlace['old:/var/lib/stem/journal'], undefined);
  });
});

describe('a link that comes back', () => {
  it('ends the run where another one has taken the device over meanwhile', async () => {
    const device = oldDevice();
    const context = contextOf(holding(device));
    await context.locate();
    device.files.set('/run/stem/lock/owner', 'run=run-2\noperator=bob\nsince=noon\n');
    await context.hangUp();
    await assert.rejects(context.locate(), {
      code: 'LEASE_LOST',
      message: 'run run-2 has taken web-1 over',
    });
  });
});
