import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, fileStep, fileTask, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { system } from '../facts/boot.ts';
import type { StemEvent } from '../model/event.ts';
import type { Vars } from '../model/params.ts';
import type { Task } from '../model/task.ts';
import { UNTOUCHED, type HostState, type TaskState } from '../planning/fold-journal.ts';
import { HostContext } from './context.ts';
import { rollBackHost } from './rollback.ts';

const TASKS = ['/a', '/b', '/c'].map((path) => fileTask(path));
const past = (task: string, more: Partial<TaskState> = {}): TaskState => ({
  task,
  before: { text: 'old' },
  progress: 'ended',
  end: null,
  ...more,
});
const HISTORY = TASKS.map(({ key }) => past(key));

/** A device on which every file is new already. */
const changed = (): ToyDevice => {
  const device = new ToyDevice();
  for (const { key } of TASKS) device.files.set(key, 'new');
  return device;
};

async function rollBack(device: ToyDevice, state: Partial<HostState> = {}, tasks = TASKS) {
  const ports = portsTo(device);
  const context = new HostContext({ name: 'web-1', site: '' }, { site: 'berlin' }, ports);
  const end = await rollBackHost(tasks, { ...UNTOUCHED, tasks: HISTORY, ...state }, context);
  const events = await ports.journal.read('run-1');
  return { end, undone: events.flatMap(undoText), changes: device.changes() };
}
const undoText = (event: StemEvent): readonly string[] =>
  event.kind === 'undo.ended' ? [`${event.task}: ${event.because}`] : [];

describe('a rollback', () => {
  it('undoes the newest first, and leaves what it was', async () => {
    const device = changed();
    const { end, undone, changes } = await rollBack(device);
    assert.deepEqual(end, { kind: 'rolled-back' });
    assert.deepEqual(changes, ['write /c', 'write /b', 'write /a']);
    assert.deepEqual(
      undone,
      ['/c', '/b', '/a'].map((key) => `${key}: it is as it was`),
    );
    assert.deepEqual(new Set(device.files.values()), new Set(['old']));
  });

  it('undoes half-done tasks, and none a second time', async () => {
    const tasks = [past('/a', { progress: 'undone' }), past('/b', { progress: 'cut' })];
    assert.deepEqual((await rollBack(changed(), { tasks })).changes, ['write /b']);
  });

  it('passes over what needs no undoing, without a word', async () => {
    const rollback = { kind: 'nothing-to-undo', because: 'a toy' } as const;
    const tasks = TASKS.map((task) => (task.key === '/b' ? fileTask('/b', { rollback }) : task));
    const { end, changes, undone } = await rollBack(changed(), {}, tasks);
    assert.deepEqual(end, { kind: 'rolled-back' });
    assert.deepEqual([changes.length, undone.length], [2, 2]);
  });

  it('says in the journal what it is about to do, before it does it', async () => {
    const device = changed();
    const ports = portsTo(device, { watch: ({ kind }) => void device.log.push(kind) });
    const context = new HostContext({ name: 'web-1', site: '' }, {}, ports);
    await rollBackHost(TASKS, { ...UNTOUCHED, tasks: [past('/a')] }, context);
    const kinds = ['undo.started', 'action.started', 'write /a', 'action.ended', 'undo.ended'];
    assert.deepEqual(
      device.log.filter((line) => kinds.includes(line)),
      kinds,
    );
  });

  it('has the vars of the task and of the host', async () => {
    const seen: unknown[] = [];
    const params = ({ site = '', from = '' }: Vars): unknown => seen.push([site, from]);
    const task = fileTask('/a', { params }, { args: ({ site }) => ({ from: site ?? '' }) });
    await rollBack(changed(), { tasks: [past('/a')] }, [task]);
    assert.deepEqual(seen, [['berlin', 'berlin']]);
  });
});

describe('the rollback of a device that a cut took on', () => {
  /** Armed: a reboot of any kind comes up in the environment, and one from there does not. */
  const armed = (): ToyDevice => {
    const device = changed();
    device.system = 'environment';
    return device;
  };
  const leads = fileTask('/b', {
    on: 'old',
    leadsTo: 'environment',
    facts: () => ({ system }),
    rollback: {
      kind: 'undo',
      actions: ({ system: before }) =>
        before === 'old' ? [{ kind: 'reboot', into: 'old', timeoutMs: 60_000 }] : [],
    },
  });
  const tasks = TASKS.map((task) => (task.key === '/b' ? leads : task));

  it('leaves the environment, though no task had led there, before it undoes what the old system did', async () => {
    const device = armed();
    device.answers.set('reboot', () => {
      device.system = 'old';
      device.boots += 1;
      return result('');
    });
    const { end, undone, changes } = await rollBack(
      device,
      { tasks: [past('/a'), past('/c')] },
      tasks,
    );
    assert.deepEqual(end, { kind: 'rolled-back' });
    assert.deepEqual(changes, ['write /c', 'run reboot', 'write /a']);
    assert.equal(undone[1], '/b: it is as it was');
  });

  it('undoes in the order of the playbook, whatever the order of the journal', async () => {
    const { changes } = await rollBack(changed(), {
      tasks: ['/a', '/c', '/b'].map((key) => past(key)),
    });
    assert.deepEqual(changes, ['write /c', 'write /b', 'write /a']);
  });
});

describe('a rollback that is refused', () => {
  it('changes nothing behind the point of no return', async () => {
    const { end, changes } = await rollBack(changed(), { hasCrossed: true });
    const because = 'the point of no return is behind; resume instead';
    assert.deepEqual([end, changes], [{ kind: 'refused', because }, []]);
  });

  it('ends at a task that the playbook no longer has', async () => {
    const { end, changes } = await rollBack(changed(), {}, [fileTask('/a'), fileTask('/c')]);
    assert.deepEqual(end, { kind: 'refused', because: 'the playbook no longer has /b' });
    assert.deepEqual(changes, ['write /c']);
  });
});

describe('a rollback that fails', () => {
  it('is judged by the facts, and leaves older tasks alone', async () => {
    const tasks = TASKS.map((task) =>
      task.key === '/b' ? fileTask('/b', { rollback: { kind: 'undo', actions: () => [] } }) : task,
    );
    const { end, undone, changes } = await rollBack(changed(), {}, tasks);
    const because = '/b: it is not as it was: {"text":"new"}';
    assert.deepEqual(end, { kind: 'failed', because });
    assert.deepEqual(undone.at(-1), because);
    assert.deepEqual(changes, ['write /c']);
  });

  it('does not believe that a device was brought elsewhere by nobody', async () => {
    const device = new ToyDevice();
    device.system = 'environment';
    assert.deepEqual((await rollBack(device, { tasks: [] })).end, {
      kind: 'failed',
      because: 'the environment system is up, and no record says how it got there',
    });
  });
});

describe('an undo that is cut', () => {
  const cutting = (times: number): ToyDevice => {
    const device = changed();
    let left = times;
    device.after = (does) => {
      if (!does.startsWith('write') || left === 0) return;
      left -= 1;
      throw failure('LINK_LOST');
    };
    return device;
  };

  it('is tried again, from what the device says now', async () => {
    const { end, changes, undone } = await rollBack(cutting(1), { tasks: [past('/a')] });
    assert.deepEqual(end, { kind: 'rolled-back' });
    assert.deepEqual(changes, ['write /a', 'write /a']);
    assert.deepEqual(undone, ['/a: it is as it was']);
  });

  it('is given up after five tries', async () => {
    const { end, changes } = await rollBack(cutting(Infinity), { tasks: [past('/a')] });
    assert.deepEqual(end, { kind: 'failed', because: '/a: LINK_LOST' });
    assert.equal(changes.length, 5);
  });
});

describe('the rollback of tasks with vars and loops', () => {
  const loop = { items: () => ['x', 'y'], itemVar: 'item', pauseMs: 0 };
  /** The argument that each undo was given, in order. */
  async function undone(
    task: Task,
    tasks: readonly TaskState[],
    events: readonly StemEvent[] = [],
  ) {
    const seen: unknown[] = [];
    const step = fileStep('/a', {
      params: (vars) => vars['arg'],
      rollback: { kind: 'undo', actions: (_, __, params) => (seen.push(params), []) },
    });
    const device = new ToyDevice();
    device.files.set('/a', 'old');
    const state = { ...UNTOUCHED, tasks, events };
    const context = new HostContext({ name: 'h', site: '' }, {}, portsTo(device));
    return { end: await rollBackHost([{ ...task, step }], state, context), seen };
  }

  it('goes through the items that ran, newest first', async () => {
    const task = fileTask('/a', {}, { loop, args: ({ item }) => ({ arg: item ?? null }) });
    const { end, seen } = await undone(task, [past('/a[0]'), past('/a[1]')]);
    assert.deepEqual([end, seen], [{ kind: 'rolled-back' }, ['y', 'x']]);
    assert.deepEqual((await undone(task, [past('/a[7]')])).end, {
      kind: 'failed',
      because: '/a[7]: its loop no longer has this item',
    });
  });

  it('knows from the journal what the task had registered', async () => {
    const event: StemEvent = {
      ...{ kind: 'task.ended', task: '/a', end: { kind: 'changed', output: 'dir' } },
      ...{ runId: 'r', host: 'h', at: '' },
    };
    const task = fileTask('/a', {}, { register: 'r', args: ({ r }) => ({ arg: r ?? null }) });
    const { seen } = await undone(task, [past('/a')], [event]);
    assert.deepEqual(seen, [{ output: 'dir', changed: true, failed: false }]);
  });

  it('tells where a template has nothing to go by any more', async () => {
    const args = (): Vars => {
      throw failure('TEMPLATE_FAILED', 'r is not defined');
    };
    assert.deepEqual((await undone(fileTask('/a', {}, { args }), [past('/a')])).end, {
      kind: 'failed',
      because: "/a: it can't be told what to undo: r is not defined",
    });
  });
});
