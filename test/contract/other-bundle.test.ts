import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Ports } from '../../src/engine/context.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { runTask } from '../../src/engine/step.ts';
import type { FakeDevice } from '../fakes/fake-device.ts';
import { lasting } from '../fakes/lasting.ts';
import { contextOf, HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';

/** Another run on a device that is held needs the operator's word for it. */
const FIRST = { ...VARS, stem_take_over: true };
const OTHER = { ...FIRST, bundle_sha256: '0123456789abcdef', bundle_sums: 'def  env/vmlinuz\n' };
const JOB = { host: HOST, tasks: TASKS, onFailure: 'leave' } as const;

const behind = (key: string): number => TASKS.findIndex((task) => task.key === key) + 1;

/** A device that run 1 has left just behind a task, and another run's ports to it. */
async function leftBehind(task: string): Promise<{ device: FakeDevice; ports: Ports }> {
  const device = oldDevice();
  const context = contextOf(portsTo(device));
  for (const each of TASKS.slice(0, behind(task))) await runTask(each, undefined, context);
  return { device, ports: portsTo(device, { runId: 'run-2' }) };
}

describe('an apply with another bundle, in the environment', () => {
  for (const task of ['boot/enter-environment', 'install/point-of-no-return', 'install/unpack'])
    it(`stops behind ${task}, and leaves the device as it was and whose it was`, async () => {
      const { device, ports } = await leftBehind(task);
      const left = lasting(device);
      assert.equal(await migrateHost({ ...JOB, vars: OTHER }, ports), 'failed');
      assert.deepEqual(lasting(device), left);
      assert.match(
        JSON.stringify((await ports.journal.read('run-2')).at(-1)),
        /install\/own: the staging partition holds bundle abcdef012345, and this run has 0123456789ab/,
      );
    });

  it('crosses and unpacks nothing where a playbook does not sign the partition', async () => {
    const tasks = TASKS.filter(({ key }) => key !== 'install/own');
    for (const [behind, stops] of [
      ['boot/enter-environment', 'install/point-of-no-return'],
      ['install/mount', 'install/unpack'],
    ] as const) {
      const { device, ports } = await leftBehind(behind);
      assert.equal(await migrateHost({ ...JOB, tasks, vars: OTHER }, ports), 'failed');
      const [end] = (await ports.journal.read('run-2')).slice(-1);
      assert.ok(end?.kind === 'host.ended' && end.because.startsWith(`${stops}: `), stops);
      assert.equal(device.files.get('/run/stem/root/var/lib/stem/unpacked'), undefined);
    }
  });

  it('does not keep the first bundle from going on', async () => {
    const { device, ports } = await leftBehind('install/mount');
    await migrateHost({ ...JOB, vars: OTHER }, ports);
    const back = portsTo(device, { runId: 'run-3' });
    assert.equal(await migrateHost({ ...JOB, vars: FIRST }, back), 'reached');
  });
});

describe('an apply with another bundle, in the old system', () => {
  const PREPARE = TASKS.slice(0, behind('boot/arm'));

  for (const task of ['staging/push', 'staging/unpack', 'boot/arm'])
    it(`brings its own where the first one came as far as ${task}`, async () => {
      const { device, ports } = await leftBehind(task);
      assert.equal(await migrateHost({ ...JOB, vars: OTHER }, ports), 'reached');
      assert.equal(device.files.get('/var/lib/stem/unpacked'), OTHER.bundle_sha256);
    });

  it('lets the first one come back', async () => {
    const { device, ports } = await leftBehind('staging/unpack');
    await migrateHost({ ...JOB, vars: OTHER, tasks: PREPARE }, ports);
    const back = portsTo(device, { runId: 'run-3' });
    assert.equal(await migrateHost({ ...JOB, vars: FIRST }, back), 'reached');
    assert.equal(device.files.get('/var/lib/stem/unpacked'), VARS['bundle_sha256']);
  });
});
