import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileTask } from '../../test/fakes/toy-device.ts';
import type { SystemName } from '../model/system.ts';
import type { TaskState } from './fold-journal.ts';
import { undoOrder } from './undo-order.ts';

const state = (task: string, progress: TaskState['progress'] = 'ended'): TaskState => ({
  ...{ task, progress },
  before: {},
  end: null,
});
const [a, b, c] = ['/a', '/b', '/c'].map((path) => fileTask(path));
assert.ok(a !== undefined && b !== undefined && c !== undefined, 'three tasks');

const order = (past: readonly TaskState[], tasks = [a, b, c]): readonly string[] =>
  undoOrder(tasks, past, 'old').map(({ task }) => task);

describe('the order of an undo', () => {
  it('is the playbook backwards', () => {
    assert.deepEqual(order(['/a', '/b', '/c'].map((task) => state(task))), ['/c', '/b', '/a']);
  });

  it('is that also where a task was begun before one that the playbook has earlier', () => {
    assert.deepEqual(order(['/a', '/c', '/b'].map((task) => state(task))), ['/c', '/b', '/a']);
  });

  it('leaves out what was undone', () => {
    assert.deepEqual(order([state('/a'), state('/b', 'undone'), state('/c', 'cut')]), ['/c', '/a']);
  });

  it('goes through the items of a loop from the last one', () => {
    const items = [state('/a'), state('/b[0]'), state('/b[1]'), state('/c')];
    const reversed = ['/c', '/b[1]', '/b[0]', '/a'];
    assert.deepEqual(order(items), reversed);
  });

  it('has a handler where it ran, wherever the playbook has it', () => {
    const handler = fileTask('/h', {}, { handles: ['/h'] });
    const past = ['/a', '/h', '/b', '/c'].map((task) => state(task));
    assert.deepEqual(order(past, [a, b, c, handler]), ['/c', '/b', '/h', '/a']);
    assert.deepEqual(order(past, [handler, a, b, c]), ['/c', '/b', '/h', '/a']);
  });

  describe('where a cut took the device on', () => {
    const leads = fileTask('/b', { leadsTo: 'environment', on: 'old' });
    const tasks = [a, leads, c];
    const from = (system: SystemName, ...past: readonly string[]) =>
      undoOrder(
        tasks,
        past.map((task) => state(task)),
        system,
      );

    it('has the task that leads there, in its place, also where it never began', () => {
      const [first, second, third] = from('environment', '/a', '/c');
      const unbegun = { task: '/b', before: { system: 'old' }, progress: 'cut', end: null };
      assert.deepEqual([first?.task, second, third?.task], ['/c', unbegun, '/a']);
    });

    it('has it once where it began, and not where the device is elsewhere', () => {
      assert.equal(from('environment', '/a', '/b', '/c').length, 3);
      assert.equal(from('old', '/a', '/c').length, 2);
    });

    it('has it not for a device that was brought there by nobody we know', () => {
      assert.deepEqual(
        from('environment', '/c').map(({ task }) => task),
        ['/c'],
      );
      const undone = undoOrder(tasks, [state('/a', 'undone'), state('/c')], 'environment');
      assert.deepEqual(
        undone.map(({ task }) => task),
        ['/c'],
      );
    });
  });

  it('has a task that the playbook lost where it ran', () => {
    const past = ['/a', '/lost', '/b'].map((task) => state(task));
    assert.deepEqual(order(past), ['/b', '/lost', '/a']);
  });
});
