import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootBlock } from '../../src/commands/grub-config.ts';
import { STAGE } from '../../src/commands/stage.ts';
import { migrateHost, undoHost } from '../../src/engine/host.ts';
import type { Ports } from '../../src/engine/context.ts';
import { blocked } from '../../src/model/step.ts';
import type { Task } from '../../src/model/task.ts';
import { copyStep } from '../../src/steps/generic/copy.ts';
import { FakeDevice } from '../fakes/fake-device.ts';
import { HOST, oldDevice, portsTo, taskOf, TASKS, VARS } from '../fakes/playbook.ts';
import { failure, fileTask, ToyDevice } from '../fakes/toy-device.ts';

const place = (key: string): number => {
  const found = TASKS.findIndex((task) => task.key === key);
  assert.ok(found >= 0, key);
  return found;
};
const upTo = (key: string): readonly Task[] => TASKS.slice(0, place(key) + 1);
const REVERSIBLE = TASKS.slice(0, place('install/point-of-no-return'));
const JOB = {
  host: HOST,
  vars: { ...VARS, stem_rehearse: false },
  tasks: TASKS,
  onFailure: 'leave',
} as const;
const whyOf = async ({ journal, runId }: Ports): Promise<string> => {
  const last = (await journal.read(runId)).at(-1);
  return last?.kind === 'host.ended' ? last.because : '';
};
/** The dead-man timer: our core boots the old system. */
const comeBack = (device: FakeDevice): void => {
  device.files.byPlace[`/dev/sda5:${STAGE.block}`] = bootBlock({ mode: 'old', trial: false });
  device.reboot();
  assert.equal(device.state.system, 'old');
};

describe('a rollback by a journal that others have left behind', () => {
  for (const [key, runId] of [
    ['install/format', 'run-1'],
    ['install/format', 'run-2'],
    ['finish/unlock', 'run-2'],
  ] as const)
    it(`touches nothing where ${runId} went on to ${key}`, async () => {
      const device = oldDevice();
      const stale = portsTo(device, { holdsDevices: true });
      await migrateHost({ ...JOB, ofPlay: upTo('boot/rehome') }, stale);
      const vars = { ...JOB.vars, stem_take_over: true };
      const other = portsTo(device, { runId, holdsDevices: true });
      assert.equal(await migrateHost({ ...JOB, vars, ofPlay: upTo(key) }, other), 'reached');
      const changes = device.changes;
      assert.equal(await undoHost(JOB, stale), 'failed');
      assert.match(await whyOf(stale), /the point of no return is behind it; resume instead$/);
      assert.equal(device.changes, changes);
      assert.equal(device.state.core, 'ours');
    });

  it('touches nothing that another run holds by now', async () => {
    const device = oldDevice();
    const stale = portsTo(device, { holdsDevices: true });
    await migrateHost({ ...JOB, ofPlay: upTo('boot/entry') }, stale);
    const vars = { ...JOB.vars, stem_take_over: true };
    const other = portsTo(device, { runId: 'run-2', holdsDevices: true });
    assert.equal(await migrateHost({ ...JOB, vars, ofPlay: upTo('boot/entry') }, other), 'reached');
    const changes = device.changes;
    assert.equal(await undoHost(JOB, stale), 'failed');
    assert.match(await whyOf(stale), /^run run-2 holds the device; roll that one back/);
    assert.equal(device.changes, changes);
    // And the one that holds it can be rolled back, to what it found: the other run's device.
    assert.equal(await undoHost({ ...JOB, vars }, other), 'rolled-back');
    assert.equal(await undoHost(JOB, stale), 'rolled-back');
    assert.equal(device.state.volumes['/dev/sda5']?.type, 'swap');
  });

  it('is not kept from a device by the lock that a boot forgot', async () => {
    const device = oldDevice();
    const first = portsTo(device, { holdsDevices: true });
    await migrateHost({ ...JOB, ofPlay: upTo('staging/push') }, first);
    device.reboot();
    const vars = { ...JOB.vars, stem_take_over: true };
    const second = portsTo(device, { runId: 'run-2', holdsDevices: true });
    await migrateHost({ ...JOB, vars, ofPlay: upTo('boot/entry') }, second);
    assert.equal(await undoHost({ ...JOB, vars }, second), 'rolled-back', await whyOf(second));
  });
});

describe('a rollback after a boot that changed what nobody migrated', () => {
  it('does not mind another kernel, nor the order of other swaps', async () => {
    class OtherBoot extends FakeDevice {
      override reboot(): void {
        super.reboot();
        this.state.swaps = ['/dev/zram0'];
        this.cmdlineOfOld = 'BOOT_IMAGE=/boot/vmlinuz-3.13.0-170-generic ro quiet';
      }
    }
    const { volumes } = oldDevice().state;
    const device = new OtherBoot({
      volumes,
      swaps: ['/dev/sda5', '/dev/zram0'],
      files: {
        '/etc/motd': 'welcome\n',
        '/etc/fstab': 'UUID=old-swap-uuid none swap sw 0 0',
        '/boot/grub/grubenv': '# GRUB Environment Block\n',
      },
    });
    const ports = portsTo(device);
    assert.equal(await migrateHost({ ...JOB, tasks: REVERSIBLE }, ports), 'reached');
    const end = await undoHost({ ...JOB, tasks: REVERSIBLE }, ports);
    assert.equal(end, 'rolled-back', await whyOf(ports));
    assert.deepEqual(new Set(device.state.swaps), new Set(['/dev/sda5', '/dev/zram0']));
  });
});

describe("the rollback of what was done in the environment's memory", () => {
  it('leaves alone what the old system has at the same place', async () => {
    const note = taskOf(copyStep, {
      ...{ key: 'install/note', on: 'environment', isModule: true, hasAllArgs: true },
      args: () => ({ dest: '/etc/issue', content: 'in the environment' }),
    });
    const at = place('boot/spent');
    const tasks = [...REVERSIBLE.slice(0, at), note, ...REVERSIBLE.slice(at)];
    const device = oldDevice();
    device.files.set('/etc/issue', "the customer's\n");
    const ports = portsTo(device);
    assert.equal(await migrateHost({ ...JOB, tasks }, ports), 'reached');
    comeBack(device);
    assert.equal(await undoHost({ ...JOB, tasks }, ports), 'rolled-back', await whyOf(ports));
    assert.equal(device.files.get('/etc/issue'), "the customer's\n");
  });
});

describe("the undo of the customer's backup script", () => {
  const START = 'stem-job-start /run/stem/jobs/backup-script-undo';

  it('runs also where the link was cut while it was begun', async () => {
    for (let at = 1; at <= 4; at += 1)
      for (const when of ['before', 'after'] as const) {
        const device = oldDevice();
        const ports = portsTo(device);
        await migrateHost({ ...JOB, ofPlay: upTo('backup/script') }, ports);
        device.changes = 0;
        device.cuts = [{ at, when }];
        const since = device.log.length;
        assert.equal(await undoHost(JOB, ports), 'rolled-back', await whyOf(ports));
        const { length } = device.log.slice(since).filter((line) => line.includes(START));
        assert.ok(length > 0, `cut ${when} change ${String(at)}`);
      }
  });
});

describe('an automatic rollback whose device goes away', () => {
  it('ends as unreachable, with both reasons, and not as an error of ours', async () => {
    const device = new ToyDevice();
    let isDead = false;
    device.before = () => {
      if (isDead) throw failure('LINK_LOST');
    };
    const check = () => {
      isDead = true;
      return blocked('no room', 'x');
    };
    const tasks = [fileTask('/a'), fileTask('/bad', { check })];
    const ports = portsTo(device);
    const end = await migrateHost({ host: HOST, vars: {}, tasks, onFailure: 'roll-back' }, ports);
    assert.equal(end, 'unreachable');
    assert.match(await whyOf(ports), /^\/bad: no room; its rollback was cut: LINK_LOST/);
  });
});
