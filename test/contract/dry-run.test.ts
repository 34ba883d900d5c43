import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planHost } from '../../src/engine/dry-run.ts';
import { migrateHost } from '../../src/engine/host.ts';
import { lasting } from '../fakes/lasting.ts';
import { contextOf, HOST, isRepeated, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';

const JOB = { host: HOST, vars: VARS, tasks: TASKS, onFailure: 'leave' } as const;
const ENTER = TASKS.findIndex(({ key }) => key === 'boot/enter-environment');

describe('the dry run', () => {
  it('shows the commands that the real run then sends, and changes nothing', async () => {
    const device = oldDevice();
    const clean = lasting(device);
    const ports = portsTo(device);
    const planned = await planHost(TASKS, contextOf(ports));
    assert.deepEqual(lasting(device), clean);
    assert.deepEqual(
      planned.map(({ verdict }) => verdict.kind),
      TASKS.map((task) => (isRepeated(task) ? 'satisfied' : 'needed')),
    );
    await migrateHost(JOB, ports);
    const real = (await ports.journal.read('run-1')).flatMap((event) =>
      event.kind === 'action.started' ? [event.text] : [],
    );
    assert.deepEqual(
      planned.flatMap(({ actions }) => actions),
      real,
    );
    assert.deepEqual(
      planned.filter(({ uploadBytes }) => uploadBytes > 0).map(({ task }) => task),
      ['staging/push'],
    );
    assert.deepEqual(planned[ENTER]?.actions, ['reboot into the environment system']);
  });
});
