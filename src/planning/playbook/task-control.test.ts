import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { handlesOf, readControl, readUndo } from './task-control.ts';

const at = [1];

describe('how a task is judged and repeated', () => {
  it('is nothing where nothing is said', () => {
    assert.deepEqual(readControl(toyLoader().loader, { value: {}, at }), {});
  });

  it('tries again as often as Ansible does', () => {
    const triesOf = (value: object): unknown => {
      const { until } = readControl(toyLoader().loader, { value: { until: 'a', ...value }, at });
      return [until?.retries, until?.delayMs];
    };
    assert.deepEqual(
      [triesOf({}), triesOf({ retries: 0, delay: '2' })],
      [
        [3, 5000],
        [0, 2000],
      ],
    );
  });

  it('keeps where a handler is notified', () => {
    const { loader } = toyLoader();
    assert.deepEqual(readControl(loader, { value: { notify: 'x' }, at }), { notify: ['x'] });
    assert.deepEqual(loader.notified, [{ name: 'x', at: [1, 'notify'] }]);
  });
});

describe('the other words of a task', () => {
  it('are the commands of its undo', () => {
    const { loader, said } = toyLoader();
    const undoOf = (undo: unknown): unknown => readUndo(loader, { value: { undo }, at });
    assert.deepEqual(
      [undoOf('a'), undoOf(['a', 'b']), undoOf(undefined)],
      [...[['a'], ['a', 'b'], null]],
    );
    assert.deepEqual(
      [said, undoOf([]), undoOf(' ')],
      [Array(2).fill('1.undo: undo must be shell text, or a list of commands'), ...[null, null]],
    );
  });

  it('are the names of a handler', () => {
    const { loader, said } = toyLoader();
    assert.deepEqual(handlesOf(loader, { value: { name: 'a', listen: 'b' }, at }), ['a', 'b']);
    assert.deepEqual([handlesOf(loader, { value: { listen: ['b'] }, at }), said], [['b'], []]);
  });
});
