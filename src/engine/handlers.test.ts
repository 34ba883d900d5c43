import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileTask } from '../../test/fakes/toy-device.ts';
import type { StemEvent } from '../model/event.ts';
import type { TaskEnd } from '../model/task.ts';
import { handlerQueue, owing } from './handlers.ts';

const restart = fileTask('/restart', {}, { handles: ['Restart', 'all'] });
const reload = fileTask('/reload', {}, { handles: ['Reload', 'all'] });

describe('the handlers of a play', () => {
  const takenAfter = (...names: readonly string[]): readonly string[] => {
    const queue = handlerQueue([fileTask('/a'), restart, reload]);
    for (const name of names) queue.notify([name]);
    const taken: string[] = [];
    for (let task = queue.take(); task !== null; task = queue.take()) taken.push(task.key);
    return taken;
  };

  it('run once each, in the order of the playbook, however often they are notified', () => {
    assert.deepEqual(takenAfter('Reload', 'Restart', 'Reload'), ['/restart', '/reload']);
    assert.deepEqual(
      [takenAfter('all'), takenAfter('Restart'), takenAfter()],
      [...[['/restart', '/reload'], ['/restart'], []]],
    );
  });

  it('run again where they are notified again', () => {
    const queue = handlerQueue([restart]);
    queue.notify(['Restart']);
    assert.equal(queue.take(), restart);
    assert.equal(queue.take(), null);
    queue.notify(['all']);
    assert.equal(queue.take(), restart);
  });
});

describe('a handler that an earlier try of the run owes', () => {
  const task = fileTask('/a', {}, { notify: ['Restart'] });
  const ended = (
    key: string,
    kind: 'changed' | 'unchanged' | 'failed' | 'satisfied',
  ): StemEvent => {
    const end: TaskEnd =
      kind === 'failed'
        ? { kind, because: '', hint: '' }
        : kind === 'satisfied'
          ? { kind, because: '' }
          : { kind, output: null };
    return { kind: 'task.ended', task: key, end, runId: 'r', host: 'h', at: '' };
  };
  const owes = (...events: readonly StemEvent[]): boolean =>
    owing([task, restart], events).has('/a');

  it('is owed until it has run after the change', () => {
    const change = ended('/a', 'changed');
    assert.deepEqual(
      [owes(), owes(change), owes(change, ended('/restart', 'changed'))],
      [...[false, true, false]],
    );
    assert.equal(owes(change, ended('/restart', 'changed'), change), true);
    assert.equal(owes(change, ended('/restart', 'failed')), true);
    assert.equal(owes(change, ended('/a', 'satisfied')), true);
    assert.equal(owes(ended('/a', 'unchanged')), false);
  });

  it('is owed for an item of a loop as well', () => {
    assert.equal(owes(ended('/a[1]', 'changed')), true);
  });
});
