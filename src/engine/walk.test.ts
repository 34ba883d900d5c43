import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import type { StemEvent } from '../model/event.ts';
import { blocked } from '../model/step.ts';
import type { Place, Task } from '../model/task.ts';
import { newBatch } from './batch.ts';
import { HostContext } from './context.ts';
import { walkTasks } from './walk.ts';

const BAD = fileTask('/bad', { check: () => blocked('no room', 'Make room.') });
const at = (part: Place['part'], task: Task): Task => ({ ...task, within: [{ block: '1', part }] });

interface Walked {
  readonly ended: readonly string[];
  readonly stop: string;
  readonly known: HostContext['known'];
  readonly events: readonly StemEvent[];
}

async function walk(
  tasks: readonly Task[],
  { name = 'web-1', device = new ToyDevice(), batch = newBatch(), past = [] as StemEvent[] } = {},
): Promise<Walked> {
  const ports = portsTo(device);
  const context = new HostContext({ name, site: '' }, {}, ports);
  await context.locate();
  const stop = await walkTasks({ tasks, batch }, past, context);
  const events = await ports.journal.read('run-1');
  const ended = events.flatMap((event) =>
    event.kind === 'task.ended' ? [`${event.task} ${event.end.kind}`] : [],
  );
  return { ended, stop: stop === null ? 'end' : stop.because, known: context.known, events };
}

describe('a host that walks through blocks', () => {
  it('is rescued, and the rescue knows what failed', async () => {
    let seen: unknown = null;
    const rescue = fileTask(
      '/r',
      {},
      {
        when: (vars) => {
          seen = [vars['ansible_failed_task'], vars['ansible_failed_result']];
          return true;
        },
      },
    );
    const named = { ...BAD, name: 'Fail' };
    const { ended, stop } = await walk([at('block', named), at('rescue', rescue), fileTask('/b')]);
    assert.deepEqual([ended, stop], [['/bad blocked', '/r changed', '/b changed'], 'end']);
    assert.deepEqual(seen, [
      { name: 'Fail', action: '/bad' },
      { changed: false, failed: true, msg: 'no room' },
    ]);
  });

  it('goes no further where nothing rescues it', async () => {
    const { ended, stop } = await walk([at('block', BAD), at('always', fileTask('/c')), BAD]);
    assert.deepEqual([ended, stop], [['/bad blocked', '/c changed'], 'no room']);
  });

  it('passes a failure that is ignored', async () => {
    const { stop } = await walk([{ ...BAD, isErrorIgnored: true }, fileTask('/b')]);
    assert.equal(stop, 'end');
  });
});

describe('a host that is notified', () => {
  const task = fileTask('/a', {}, { notify: ['Restart'] });
  const handler = fileTask('/restart', {}, { handles: ['Restart'] });

  it('runs the handler at the end, once', async () => {
    const again = fileTask('/c', {}, { notify: ['Restart'] });
    const { ended } = await walk([task, again, fileTask('/b'), handler]);
    assert.deepEqual(ended, ['/a changed', '/c changed', '/b changed', '/restart changed']);
  });

  it('runs it earlier where it is flushed, and not where nothing changed', async () => {
    const device = new ToyDevice();
    const tasks = [task, fileTask('/b', {}, { isFlushed: true }), handler];
    assert.deepEqual((await walk(tasks, { device })).ended, [
      ...['/a changed', '/restart changed', '/b changed'],
    ]);
    assert.deepEqual((await walk(tasks, { device })).ended, ['/a satisfied', '/b satisfied']);
  });

  it('runs what a handler notifies, and none after a failure', async () => {
    const second = fileTask('/second', {}, { handles: ['Second'] });
    const first = { ...handler, notify: ['Second'] };
    assert.deepEqual((await walk([task, first, second])).ended.slice(1), [
      ...['/restart changed', '/second changed'],
    ]);
    assert.deepEqual((await walk([task, BAD, handler])).ended, ['/a changed', '/bad blocked']);
  });

  it('ends where a handler fails', async () => {
    const bad = { ...BAD, handles: ['Restart'] };
    assert.equal((await walk([task, bad])).stop, 'no room');
  });

  it('runs on a resumption what an earlier try owes', async () => {
    const device = new ToyDevice();
    const tasks = [task, handler];
    const { events } = await walk([task], { device });
    assert.deepEqual((await walk(tasks, { device, past: [...events] })).ended, [
      ...['/a satisfied', '/restart changed'],
    ]);
  });
});

describe('a task for one host of a batch', () => {
  it('gives its result to the others', async () => {
    const batch = newBatch();
    const once = fileTask('/a', {}, { isOnce: true, register: 'r' });
    const first = await walk([once], { batch });
    const second = await walk([once], { batch, name: 'web-2' });
    assert.deepEqual([first.ended, second.ended], [['/a changed'], ['/a passed']]);
    assert.deepEqual(second.known, first.known);
  });

  it('fails the others where it fails', async () => {
    const batch = newBatch();
    const once = { ...BAD, isOnce: true };
    await walk([once], { batch });
    assert.equal((await walk([once], { batch, name: 'web-2' })).stop, 'on web-1: no room');
  });
});
