import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Ports } from '../../src/engine/context.ts';
import { planHost } from '../../src/engine/dry-run.ts';
import { migrateHost } from '../../src/engine/host.ts';
import type { FakeDevice } from '../fakes/fake-device.ts';
import { contextOf, HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';
import { broken, changedBy, commandsOf, eventsOf, systemsOf } from '../fakes/rehearsed.ts';

const REHEARSE = 'boot/rehearse';
const AT = TASKS.findIndex(({ key }) => key === REHEARSE);
const ENTER = TASKS.findIndex(({ key }) => key === 'boot/enter-environment');
const UNASKED = { ...VARS, stem_rehearse: false };
const LEFT = { host: HOST, vars: VARS, tasks: TASKS, onFailure: 'leave' } as const;

/** Broken off in the environment of the rehearsal: the first thing that is asked of it there gets no answer. */
async function insideRehearsal(): Promise<readonly [FakeDevice, Ports]> {
  const count = oldDevice();
  await migrateHost({ ...LEFT, ofPlay: TASKS.slice(0, AT) }, portsTo(count));
  // The mark, the arming, and then the proof.
  const [device, ports] = await broken(count.changes + 3, LEFT);
  assert.equal(device.state.system, 'environment');
  return [device, ports];
}

describe('a device that is met in the middle of its rehearsal', () => {
  it('goes back and makes its backup before it migrates', async () => {
    const [device, ports] = await insideRehearsal();
    assert.equal(await migrateHost(LEFT, ports), 'reached');
    assert.deepEqual((await systemsOf(ports)).slice(-5), [
      'environment',
      'old',
      'environment',
      ...['new', 'new'],
    ]);
    assert.ok((await changedBy(ports)).includes('backup/script'), 'there is no backup');
    assert.equal(device.state.system, 'new');
  });

  it('is rehearsed once more where the dead-man timer was faster than the controller', async () => {
    const count = oldDevice();
    await migrateHost({ ...LEFT, ofPlay: TASKS.slice(0, AT) }, portsTo(count));
    const device = oldDevice();
    // Cut off before the proof; when the link is back, the environment has left by itself.
    device.cuts = [{ at: count.changes + 3, when: 'before' }];
    let isOver = false;
    const connect = (): ReturnType<FakeDevice['connect']> => {
      if (!isOver && device.changes >= count.changes + 3) {
        isOver = true;
        device.reboot();
      }
      return device.connect();
    };
    const ports = portsTo({ connect });
    assert.equal(await migrateHost(LEFT, ports), 'reached');
    assert.deepEqual(
      (await systemsOf(ports)).filter((system, at, all) => system !== all[at - 1]),
      ['old', 'environment', 'old', 'environment', 'old', 'environment', 'new'],
    );
  });

  it('does what the plan says there', async () => {
    const [, ports] = await insideRehearsal();
    // As far as the old system goes: what lies on the staging partition can't be seen from here, as it is not mounted.
    const old = new Set(TASKS.slice(0, ENTER + 1).map(({ key }) => key));
    const planned = await planHost(TASKS, contextOf(ports));
    const before = (await commandsOf(ports)).length;
    await migrateHost(LEFT, ports);
    const real = (await commandsOf(ports)).slice(before).filter(([task]) => old.has(task));
    assert.ok(real.length > 10, String(real.length));
    assert.deepEqual(
      planned.filter(({ task }) => old.has(task)).flatMap(({ actions }) => actions),
      real.map(([, text]) => text),
    );
  });
});

describe('a device in the middle of its rehearsal, to another run', () => {
  it('is no prepared device to another run, with the option or without', async () => {
    for (const vars of [VARS, UNASKED]) {
      const [device] = await insideRehearsal();
      const changes = device.changes;
      const ports = portsTo(device, { runId: 'run-2' });
      assert.equal(await migrateHost({ ...LEFT, vars }, ports), 'failed');
      assert.equal(device.changes, changes);
      assert.equal(device.state.system, 'environment');
      const last = (await eventsOf(ports)).at(-1);
      assert.ok(last?.kind === 'host.ended', 'the host has no end');
      assert.equal(last.because, `${REHEARSE}: run run-1 is rehearsing the boot of this device`);
    }
  });

  it('is taken over by whoever says so, back in the old system first', async () => {
    const [device] = await insideRehearsal();
    const ports = portsTo(device, { runId: 'run-2' });
    const vars = { ...UNASKED, stem_take_over: true };
    assert.equal(await migrateHost({ ...LEFT, vars }, ports), 'reached');
    const seen = ['environment', 'old', 'environment', 'new', 'new'];
    assert.deepEqual(await systemsOf(ports), seen);
    assert.ok((await changedBy(ports)).includes('backup/paths'), 'there is no backup');
  });
});
