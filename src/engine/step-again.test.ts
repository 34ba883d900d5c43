import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { runOn } from '../../test/fakes/run-task.ts';
import { failure, fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { withFixed } from '../model/fixed-vars.ts';
import type { Vars } from '../model/params.ts';
import { open } from '../model/step.ts';
import type { TaskState } from '../planning/fold-journal.ts';
import { HostContext } from './context.ts';
import { paramsFor } from './step.ts';

describe('a task that ran in an earlier try of the run', () => {
  const past: TaskState = {
    task: '/a',
    before: {},
    progress: 'ended',
    end: { kind: 'changed', output: { rc: 7 } },
  };
  const shell = fileTask('/a', { interrupted: 'ask-operator' }, { register: 'r' });

  it('does not run again where it can not tell by the device, and its result is known', async () => {
    const { end, order, vars } = await runOn(new ToyDevice(), shell, { past });
    assert.deepEqual([end, order], [past.end, ['task.ended']]);
    assert.deepEqual(vars['r'], { rc: 7, changed: true, failed: false });
  });

  it('runs again where it changed nothing, can tell, is a handler, or was hidden', async () => {
    const unchanged: TaskState = { ...past, end: { kind: 'unchanged', output: null } };
    const again = [
      await runOn(new ToyDevice(), shell, { past: unchanged }),
      await runOn(new ToyDevice(), fileTask('/a'), { past }),
      await runOn(new ToyDevice(), { ...shell, handles: ['a'] }, { past }),
      await runOn(new ToyDevice(), { ...shell, hasNoLog: true }, { past }),
      await runOn(new ToyDevice(), shell, { past: { ...past, progress: 'undone' } }),
    ];
    for (const { order } of again) assert.ok(order.includes('write /a'), order.join(' '));
  });
});

describe('a task that only looks', () => {
  it('says that it would change something, and does not', async () => {
    const device = new ToyDevice();
    const { end, order } = await runOn(device, fileTask('/a', {}, { isCheckOnly: true }));
    assert.deepEqual(
      [end, order],
      [{ kind: 'changed', output: null }, ['task.checked', 'task.ended']],
    );
    assert.deepEqual(device.changes(), []);
  });
});

describe('a task that only looks, and can not tell', () => {
  it('is skipped', async () => {
    const check = (): ReturnType<typeof open> => open('it runs each time');
    const task = fileTask('/a', { check }, { isCheckOnly: true });
    const because = 'nobody can tell without doing it: it runs each time';
    assert.deepEqual((await runOn(new ToyDevice(), task)).end, {
      ...{ kind: 'skipped', because },
      output: { msg: because },
    });
  });
});

describe('the vars of a task', () => {
  it('are its own over those of the host, below what was learned, and its item over all', () => {
    const context = new HostContext(
      { name: 'h', site: '' },
      { a: 1, b: 1, c: 1, d: 1 },
      portsTo(new ToyDevice()),
    );
    context.known = { c: 3, d: 3 };
    const seen: unknown[] = [];
    const args = ({ a, b, c, d }: Vars): Vars => {
      seen.push([a, b, c, d]);
      return { a: 9 };
    };
    const params = (vars: Vars): unknown => seen.push([vars['a'], vars['b']]);
    const task = fileTask('/a', { params }, { args, vars: { b: 2, c: 2 }, data: { d: 4 } });
    paramsFor(task, context);
    paramsFor({ ...task, hasAllArgs: true }, context);
    assert.deepEqual(seen, [
      [1, 2, 3, 4],
      [9, 2],
      [1, 2, 3, 4],
      [9, undefined],
    ]);
  });

  it('are what `-e` says, whatever is learned, but for the item', () => {
    const vars = withFixed({ a: 1, b: 1, c: 1 }, { a: 9, c: 9 });
    const context = new HostContext({ name: 'h', site: '' }, vars, portsTo(new ToyDevice()));
    context.known = { a: 2, b: 2 };
    const { a, b, c } = context.varsOf({ vars: {}, data: { c: 3 } });
    assert.deepEqual([a, b, c], [9, 2, 3]);
  });

  it('fail the task where a template can not be rendered', async () => {
    const args = (): Vars => {
      throw failure('TEMPLATE_FAILED', 'x is not defined');
    };
    const { end } = await runOn(new ToyDevice(), fileTask('/a', {}, { args }));
    assert.deepEqual(end, { kind: 'failed', because: 'x is not defined', hint: 'Look at it.' });
  });
});
