import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Around } from './loader.ts';
import { META_STEP } from './meta.ts';
import { parseTask } from './parse-task.ts';

const read = (value: unknown, around: Partial<Around> = {}) => {
  const { loader, said } = toyLoader();
  const task = parseTask(loader, { value, at: [3] }, { ...AROUND, ...around });
  return { task, said, isFlushed: loader.isFlushed };
};

describe('a meta task', () => {
  for (const meta of ['end_host', 'end_play', 'end_batch', 'reset_connection'])
    it(`may be ${meta}, with a condition, in a block`, () => {
      const value = { meta, when: 'a', tags: 'x', vars: { b: 1 } };
      const within = [{ block: '1', part: 'block' }] as const;
      const { task, said } = read(value, { within, vars: { c: 2 } });
      assert.deepEqual(said, []);
      assert.deepEqual(
        [task?.meta, task?.name, task?.tags, task?.vars, task?.within],
        [meta, `meta ${meta}`, ['x'], { b: 1, c: 2 }, within],
      );
      assert.deepEqual([task?.when?.({ a: true }), task?.when?.({ a: false })], [true, false]);
    });

  it('asks and changes nothing, and says in a plan what it does', () => {
    const { task } = read({ name: 'Stop here', meta: 'end_host' });
    assert.ok(task !== null, 'it is a task');
    assert.equal(task.name, 'Stop here');
    const params = META_STEP.params(task.args({}));
    assert.deepEqual(
      [META_STEP.facts(params), META_STEP.check({}, params), META_STEP.apply({}, params)],
      [{}, { kind: 'satisfied', because: 'the play ends here for this host' }, []],
    );
  });

  it('runs the handlers before the task that follows, or where its condition is true', () => {
    assert.deepEqual(read({ meta: 'flush_handlers' }), { task: null, said: [], isFlushed: true });
    const { task, isFlushed } = read({ meta: 'flush_handlers', when: 'a' });
    assert.deepEqual([task?.meta, isFlushed], ['flush_handlers', false]);
    const inherited = read({ meta: 'flush_handlers' }, { when: [() => true] });
    assert.equal(inherited.task?.meta, 'flush_handlers');
  });

  it('may be nothing at all', () => {
    assert.deepEqual(read({ meta: 'noop', when: 'a' }), { task: null, said: [], isFlushed: false });
  });

  const refused: readonly (readonly [object, string])[] = [
    [
      { meta: 'clear_host_errors' },
      '3.meta: meta clear_host_errors is not here: a host that fails is rolled back and goes no further: put what may fail into a block with `rescue`',
    ],
    [
      { meta: 'refresh_inventory' },
      '3.meta: meta refresh_inventory is not here: the inventory is read once, before any device is touched: take it out',
    ],
    [
      { meta: 'end_hots' },
      '3.meta: there is no meta end_hots: write one of flush_handlers, end_host, end_play, end_batch, reset_connection, noop. Did you mean "end_host"?',
    ],
    [
      { meta: 'end_host', register: 'r' },
      '3.register: a meta task has no register: write it at the tasks themselves',
    ],
  ];
  for (const [value, says] of refused)
    it(`is told: ${says}`, () => {
      assert.deepEqual(read(value).said, [says]);
    });

  it('is no handler', () => {
    const { task, said } = read({ name: 'h', meta: 'end_host' }, { isHandler: true });
    assert.deepEqual([task, said], [null, ['3: a handler runs a module: `meta` is for tasks']]);
  });
});
