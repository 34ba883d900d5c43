import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contextOf, oldDevice, portsTo, taskOf } from '../../test/fakes/playbook.ts';
import { RECORD } from '../model/paths.ts';
import { fstabStep } from '../steps/staging/fstab.ts';
import { identityStep } from '../steps/staging/identity.ts';
import { forgetRecord, keepRecord, takeRecord, whyUnkept } from './device-record.ts';

const started = { kind: 'task.started', task: 'staging/fstab', before: {} } as const;
const TASK = taskOf(fstabStep);

describe("a device's own record of what was before", () => {
  it('is on the device before a task that can be undone begins, through a cut', async () => {
    const device = oldDevice();
    device.cuts = [{ at: 1, when: 'before' }];
    const context = contextOf(portsTo(device, { holdsDevices: true }));
    await context.emit(started);
    assert.equal(await whyUnkept(TASK, context), null);
    assert.match(device.files.get(RECORD) ?? '', /"task":"staging\/fstab"/);
    assert.deepEqual(context.record.lines, []);
  });

  it('waits where there is nothing to undo, and in a run that does not migrate', async () => {
    const device = oldDevice();
    for (const [task, holdsDevices] of [
      [taskOf(identityStep), true],
      [TASK, false],
    ] as const) {
      const context = contextOf(portsTo(device, { holdsDevices }));
      await context.emit(started);
      assert.equal(await whyUnkept(task, context), null);
      assert.equal(context.record.lines.length, 1);
    }
    assert.equal(device.changes, 0);
  });
});

describe('a record that can not be kept yet', () => {
  it('waits in the environment until the staging partition is mounted', async () => {
    const device = oldDevice();
    device.state.system = 'environment';
    device.files.boot('environment');
    const context = contextOf(portsTo(device, { holdsDevices: true }));
    await context.emit(started);
    assert.equal((await keepRecord('a', context)).kind, 'done');
    assert.equal(context.record.lines.length, 1);
  });

  it('stops the task where the device can not keep it', async () => {
    const device = oldDevice();
    const context = contextOf(
      portsTo(
        {
          connect: async () => {
            const session = await device.connect();
            const full = { exitCode: 2, stdout: '', stderr: 'No space left', isCut: false };
            return { ...session, run: () => Promise.resolve(full) };
          },
        },
        { holdsDevices: true },
      ),
    );
    await context.emit(started);
    const kept = await whyUnkept(TASK, context);
    assert.equal(kept?.kind, 'failed');
    assert.match(kept.because, /can't keep a record of what was before: .*No space left/);
  });

  it('is signed over, and forgotten', async () => {
    const device = oldDevice();
    device.files.set(RECORD, '{"task":"a","runId":"run-0"}\n');
    const context = contextOf(portsTo(device, { holdsDevices: true }));
    await takeRecord('run-1', context);
    assert.match(device.files.get(RECORD) ?? '', /"runId":"run-1"/);
    await forgetRecord(context);
    assert.equal(device.files.get(RECORD), undefined);
  });
});
