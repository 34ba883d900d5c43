import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import type { MetaKind, Place, Task } from '../model/task.ts';
import { META_STEP } from '../planning/playbook/meta.ts';
import { HostContext } from './context.ts';
import { walkTasks } from './walk.ts';

const meta = (kind: MetaKind, more: Partial<Task> = {}): Task => ({
  ...{ key: kind, step: META_STEP, args: () => ({ says: kind }), hasAllArgs: true, meta: kind },
  ...more,
});
const at = (part: Place['part'], task: Task): Task => ({ ...task, within: [{ block: '1', part }] });
const HANDLER: Task = { ...fileTask('/h'), handles: ['h'] };
const NOTIFIES: Task = { ...fileTask('/a'), notify: ['h'] };

async function walked(tasks: readonly Task[]) {
  const device = new ToyDevice();
  const ports = portsTo(device);
  const context = new HostContext({ name: 'web-1', site: '' }, {}, ports);
  await context.locate();
  const stop = await walkTasks({ tasks }, [], context);
  return { stop, changes: device.changes().join(', '), log: device.log };
}

describe('a host that meets a meta task', () => {
  for (const kind of ['end_host', 'end_play', 'end_batch'] as const)
    it(`gets to its end by ${kind}: neither what follows nor a handler runs`, async () => {
      const { stop, changes } = await walked([NOTIFIES, meta(kind), fileTask('/b'), HANDLER]);
      assert.deepEqual([stop, changes], [null, 'write /a']);
    });

  it('leaves a block without its `always`', async () => {
    const { stop, changes } = await walked([
      at('block', meta('end_host')),
      at('rescue', fileTask('/r')),
      at('always', fileTask('/c')),
    ]);
    assert.deepEqual([stop, changes], [null, '']);
  });

  it('goes on where its condition is false', async () => {
    const end = meta('end_host', { when: () => false });
    assert.equal((await walked([end, fileTask('/b')])).changes, 'write /b');
  });

  it('runs the handlers that wait', async () => {
    const { changes } = await walked([NOTIFIES, meta('flush_handlers'), fileTask('/b'), HANDLER]);
    assert.equal(changes, 'write /a, write /h, write /b');
    const never = meta('flush_handlers', { when: () => false });
    const late = await walked([NOTIFIES, never, fileTask('/b'), HANDLER]);
    assert.equal(late.changes, 'write /a, write /b, write /h');
  });

  it('makes a new connection', async () => {
    const { stop, log } = await walked([fileTask('/a'), meta('reset_connection'), fileTask('/b')]);
    assert.equal(stop, null);
    assert.deepEqual(
      log.filter((does) => /^(connect|close|write)/.test(does)),
      ['connect', 'write /a', 'close', 'connect', 'write /b'],
    );
  });
});
