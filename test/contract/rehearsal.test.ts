import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootBlock } from '../../src/commands/grub-config.ts';
import { STAGE } from '../../src/commands/stage.ts';
import { migrateHost, undoHost } from '../../src/engine/host.ts';
import { nextEntryOf } from '../../src/facts/boot.ts';
import { FakeDevice } from '../fakes/fake-device.ts';
import { lasting } from '../fakes/lasting.ts';
import { HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';
import { broken, changedBy, commandsOf, eventsOf, systemsOf } from '../fakes/rehearsed.ts';

const REHEARSE = 'boot/rehearse';
const POINT = TASKS.findIndex(({ key }) => key === 'install/point-of-no-return');
const AT = TASKS.findIndex(({ key }) => key === REHEARSE);
const UNASKED = { ...VARS, stem_rehearse: false };
const JOB = { host: HOST, vars: VARS, tasks: TASKS, onFailure: 'roll-back' } as const;
const PLAIN = { ...JOB, vars: UNASKED };
const LEFT = { ...JOB, onFailure: 'leave' } as const;

/** A device whose environment nobody can enter: the dead-man timer brings the old system back. */
class DarkDevice extends FakeDevice {
  static of({ state, files }: FakeDevice): DarkDevice {
    const device = new DarkDevice(structuredClone(state));
    Object.assign(device.files.byPlace, files.byPlace);
    return device;
  }

  override reboot(): void {
    super.reboot();
    if (this.state.system !== 'environment') return;
    this.files.byPlace[`/dev/sda5:${STAGE.block}`] = bootBlock({ mode: 'old', trial: false });
    super.reboot();
  }
}

describe('a rehearsal', () => {
  it('boots the environment and comes back, and only then is anything relied on', async () => {
    const device = oldDevice();
    const ports = portsTo(device, { holdsDevices: true });
    const upToIt = TASKS.slice(0, AT + 1);
    assert.equal(await migrateHost({ ...JOB, ofPlay: upToIt }, ports), 'reached');
    assert.deepEqual(await systemsOf(ports), ['old', 'environment', 'old']);
    assert.equal(device.state.system, 'old');
    assert.equal(nextEntryOf(device.files.get('/boot/grub/grubenv') ?? ''), null);
    assert.equal(device.files.mounts['/run/stem/staging'], '/dev/sda5');
    assert.match(device.files.get('/run/stem/lock/owner') ?? '', /^run=run-1\n/);
    // The timer of that boot was never told of us: it stays the way back for whoever is cut.
    assert.ok(!device.log.some((does) => does.includes('/run/stem/confirmed')), 'it was confirmed');
    assert.equal(await migrateHost(JOB, ports), 'reached');
    const seen = ['old', 'environment', 'old', 'old', 'environment', 'new', 'new'];
    assert.deepEqual(await systemsOf(ports), seen);
  });

  it('is the very boot that the migration makes', async () => {
    const ports = portsTo(oldDevice());
    await migrateHost(JOB, ports);
    const commands = await commandsOf(ports);
    const of = (key: string): readonly string[] =>
      commands.filter(([task]) => task === key).map(([, text]) => text);
    const [, ...rehearsed] = of(REHEARSE);
    const real = [...of('boot/arm'), ...of('boot/enter-environment'), ...of('install/confirm')];
    assert.deepEqual(rehearsed.slice(0, 3), real.slice(0, 3));
    assert.deepEqual(real.slice(1, 3), ['reboot into the environment system', 'reconnect']);
  });

  it('comes before the backup, since the old system runs again behind it', () => {
    const at = (key: string): number => TASKS.findIndex((task) => task.key === key);
    assert.ok(at('boot/entry') < AT && AT < at('backup/script'), 'it stands elsewhere');
    assert.ok(at('backup/paths') < at('boot/arm'), 'the backup is not the last');
  });
});

describe('a migration without a rehearsal', () => {
  it('does all else in the same way, in the same order, and leaves the same', async () => {
    const [one, other] = [oldDevice(), oldDevice()];
    const [rehearsed, plain] = [portsTo(one), portsTo(other)];
    assert.equal(await migrateHost(JOB, rehearsed), 'reached');
    assert.equal(await migrateHost(PLAIN, plain), 'reached');
    const commands = await commandsOf(plain);
    assert.ok(!commands.some(([task]) => task === REHEARSE), 'it acted');
    assert.deepEqual(
      (await commandsOf(rehearsed)).filter(([task]) => task !== REHEARSE),
      commands,
    );
    assert.deepEqual(await systemsOf(plain), ['old', 'environment', 'new', 'new']);
    assert.deepEqual(withoutOldRoot(one), withoutOldRoot(other));
  });

  it('resumes and rolls back from every half-done action too', async () => {
    const whole = oldDevice();
    await migrateHost(PLAIN, portsTo(whole));
    const undoable = { ...PLAIN, tasks: TASKS.slice(0, POINT), onFailure: 'leave' } as const;
    const count = oldDevice();
    await migrateHost(undoable, portsTo(count));
    for (let at = 1; at <= whole.changes; at += 1) {
      const [device, ports] = await broken(at, { ...PLAIN, onFailure: 'leave' });
      assert.equal(await migrateHost(PLAIN, ports), 'reached', String(at));
      assert.deepEqual(lasting(device), lasting(whole), String(at));
    }
    for (let at = 1; at <= count.changes; at += 1) {
      const [device, ports] = await broken(at, undoable);
      assert.equal(await undoHost(undoable, ports), 'rolled-back', String(at));
      assert.deepEqual(lasting(device), lasting(oldDevice()), String(at));
    }
  });
});

/** What is on the old root goes with it: there alone a rehearsal leaves its mark, and GRUB an empty line. */
function withoutOldRoot(device: FakeDevice): unknown {
  const { files, ...state } = lasting(device);
  const kept = Object.entries(files).filter(([place]) => !place.startsWith('old:'));
  assert.ok(kept.length > 5, 'there is nothing to compare');
  return { ...state, files: kept };
}

describe('an environment that never comes up', () => {
  it('ends the run before anything relies on it, and all is as it was, byte for byte', async () => {
    const device = DarkDevice.of(oldDevice());
    const clean = lasting(device);
    const ports = portsTo(device, { holdsDevices: true });
    assert.equal(await migrateHost(JOB, ports), 'rolled-back');
    assert.deepEqual(lasting(device), clean);
    assert.equal(device.state.system, 'old');
    const events = await eventsOf(ports);
    const ended = events.find(
      (event) => event.kind === 'task.ended' && event.task === REHEARSE && 'hint' in event.end,
    );
    assert.ok(ended?.kind === 'task.ended', 'nothing failed');
    assert.deepEqual(ended.end, {
      kind: 'failed',
      because: 'the old system came up, not the environment one',
      hint: TASKS[AT]?.step.hint,
    });
    assert.match(TASKS[AT]?.step.hint ?? '', /^Watch the device's console .*`stem-remote resume`/);
    const last = events.at(-1);
    assert.ok(last?.kind === 'host.ended', 'the host has no end');
    assert.equal(last.because, `${REHEARSE}: the old system came up, not the environment one`);
    // The customer's script, which stops the services, was never run.
    assert.ok(!(await changedBy(ports)).includes('backup/script'), 'it went on');
  });

  it('is left as it is where the operator wants that, and rolls back later', async () => {
    const device = DarkDevice.of(oldDevice());
    const clean = lasting(device);
    const ports = portsTo(device);
    assert.equal(await migrateHost(LEFT, ports), 'failed');
    assert.equal(await undoHost(LEFT, ports), 'rolled-back');
    assert.deepEqual(lasting(device), clean);
  });
});

describe('a GRUB that does not forget what it was told to boot once', () => {
  it('fails the rehearsal, and is brought back to the old system all the same', async () => {
    const device = oldDevice();
    const clean = lasting(device);
    device.canGrubWrite = false;
    const ports = portsTo(device);
    assert.equal(await migrateHost(JOB, ports), 'rolled-back');
    assert.equal(device.state.system, 'old');
    assert.deepEqual(lasting(device), clean);
    const last = (await eventsOf(ports)).at(-1);
    assert.ok(last?.kind === 'host.ended', 'the host has no end');
    assert.equal(last.because, `${REHEARSE}: exit code 1: GRUB did not forget stem-environment`);
  });
});
