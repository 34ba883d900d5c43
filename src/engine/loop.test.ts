import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, fileStep, ToyDevice } from '../../test/fakes/toy-device.ts';
import { blocked } from '../model/step.ts';
import type { Value } from '../model/params.ts';
import type { Step } from '../model/step.ts';
import type { Loop, Task, TaskEnd } from '../model/task.ts';
import { foldHost } from '../planning/fold-journal.ts';
import { HostContext, type Ports } from './context.ts';
import { expand, runLoop } from './loop.ts';

const loopOf = (items: readonly Value[], more: Partial<Loop> = {}): Loop => ({
  items: () => items,
  itemVar: 'item',
  pauseMs: 0,
  ...more,
});

/** Writes `new` into the file that the item names; `bad` is blocked. */
const STEP: Step = fileStep('/x', {
  params: (vars) => vars['file'],
  facts: (params) => fileStep(params as string).facts(params),
  check: ({ text }, params) =>
    params === '/bad'
      ? blocked('it is bad', 'Look.')
      : fileStep('').check({ text: text ?? null }, params),
  apply: (_, params) => [{ kind: 'write', to: params as string, content: ['new'], mode: 0o644 }],
});
const taskOf = (loop: Loop, more: Partial<Task> = {}): Task => ({
  ...{ key: 'tasks/x', step: STEP, loop, register: 'all' },
  args: ({ item }) => ({ file: item ?? '' }),
  ...more,
});

async function run(task: Task, more: Partial<Ports> = {}, device = new ToyDevice()) {
  const ports = portsTo(device, more);
  const context = new HostContext({ name: 'web-1', site: '' }, {}, ports);
  const end = await runLoop(task, foldHost([], 'web-1'), context);
  const events = await ports.journal.read('run-1');
  const ended = events.flatMap((event) =>
    event.kind === 'task.ended' ? [`${event.task} ${event.end.kind}`] : [],
  );
  return { end, ended, device, known: context.known };
}
const outputOf = (end: TaskEnd): unknown => ('output' in end ? end.output : null);

describe('a task with a loop', () => {
  it('runs for each item, under a key of its own, and is registered as a whole', async () => {
    const device = new ToyDevice();
    device.files.set('/b', 'new');
    const { end, ended, known } = await run(taskOf(loopOf(['/a', '/b'])), {}, device);
    assert.deepEqual(ended, [...['tasks/x[0] changed', 'tasks/x[1] satisfied', 'tasks/x changed']]);
    assert.deepEqual(device.changes(), ['write /a']);
    const item = { ansible_loop_var: 'item', failed: false };
    const results = [
      { ...item, item: '/a', changed: true, output: 'done' },
      { ...item, item: '/b', changed: false, msg: 'it is new' },
    ];
    const output = { results, changed: true, msg: 'All items completed' };
    assert.deepEqual(end, { kind: 'changed', output });
    assert.deepEqual(known, { all: { ...output, failed: false } });
  });

  it('goes on after an item that fails, and has failed then', async () => {
    const { end, device } = await run(taskOf(loopOf(['/bad', '/b'])));
    assert.deepEqual(device.changes(), ['write /b']);
    assert.equal(end.kind === 'failed' && end.because, 'item /bad: it is bad');
    assert.match(JSON.stringify(outputOf(end)), /"msg":"One or more items failed"/);
  });
});

describe('a loop that goes another way', () => {
  it('is skipped where all items are, or where there are none', async () => {
    const all = await run(taskOf(loopOf(['/a']), { when: () => false }));
    assert.equal(all.end.kind, 'skipped');
    assert.match(JSON.stringify(all.known), /"results":\[.*"skipped":true/);
    const none = await run(taskOf(loopOf([])));
    assert.deepEqual(none.known['all'], {
      ...{ changed: false, skipped: true, results: [], skipped_reason: 'No items in the list' },
    });
  });

  it('asks `when` for each item', async () => {
    const { ended } = await run(
      taskOf(loopOf(['/a', '/b']), { when: ({ item }) => item === '/b' }),
    );
    assert.deepEqual(ended, ['tasks/x[0] skipped', 'tasks/x[1] changed', 'tasks/x changed']);
  });

  it('fails where its list is none, unless `when` is false', async () => {
    const loop = loopOf([], {
      items: () => {
        throw failure('TEMPLATE_FAILED', 'x is not defined');
      },
    });
    const { end } = await run(taskOf(loop));
    assert.deepEqual([end.kind, 'because' in end && end.because], ['failed', 'x is not defined']);
    assert.equal((await run(taskOf(loop, { when: () => false }))).end.kind, 'skipped');
  });

  it('pauses between items, and leaves out what the operator counts as done', async () => {
    const slept: number[] = [];
    const clock = {
      now: () => '2026-01-01T00:00:00Z',
      sleep: (ms: number) => {
        slept.push(ms);
        return Promise.resolve();
      },
    };
    const task = taskOf(loopOf(['/a', '/b', '/c'], { pauseMs: 7 }), {
      skippedItems: ['tasks/x[1]'],
    });
    const { device } = await run(task, { clock });
    assert.deepEqual(slept, [7, 7]);
    assert.deepEqual(device.changes(), ['write /a', 'write /c']);
  });
});

describe('an item of a loop', () => {
  it('ends it at once where it is lost', async () => {
    const device = new ToyDevice();
    device.before = (does) => {
      if (does.startsWith('write')) throw failure('LINK_LOST');
    };
    const { end } = await run(taskOf(loopOf(['/a', '/b'])), {}, device);
    assert.equal(end.kind, 'unknown');
  });

  it('gives its facts to the next one', async () => {
    const step: Step = fileStep('/x', {
      check: () => ({ kind: 'satisfied', because: '' }),
      params: (vars) => vars,
      output: (_, vars) => ({
        ansible_facts: { list: `${(vars as { list?: string }).list ?? ''}x` },
      }),
    });
    const { known } = await run({ ...taskOf(loopOf([1, 2])), step, args: () => ({}) });
    assert.equal(known['list'], 'xx');
  });
});

describe('the items of a loop', () => {
  const dataOf = (more: Partial<Loop>): readonly unknown[] =>
    expand(taskOf(loopOf(['a', { b: 1 }], more)), { v: 1 }).map(({ task, label }) => [
      task.data,
      label,
      task.loop,
    ]);

  it('are data under the names that the loop gives them', () => {
    const names = { ansible_loop_var: 'x', ansible_index_var: 'i' };
    assert.deepEqual(dataOf({ itemVar: 'x', indexVar: 'i' }), [
      [{ ...names, x: 'a', i: 0 }, 'a', undefined],
      [{ ...names, x: { b: 1 }, i: 1 }, '{"b":1}', undefined],
    ]);
  });

  it('have a label, and tell where in the loop they are', () => {
    const label: Loop['label'] = ({ item, v }) => JSON.stringify([item, v]);
    const [[data, first], [, second]] = dataOf({ label, isExtended: true }) as [
      [{ ansible_loop: object }, string],
      [object, string],
    ];
    assert.deepEqual([first, second], ['["a",1]', '[{"b":1},1]']);
    assert.deepEqual(data.ansible_loop, {
      ...{ index: 1, index0: 0, first: true, last: false, length: 2, revindex: 2, revindex0: 1 },
      ...{ allitems: ['a', { b: 1 }], nextitem: { b: 1 } },
    });
  });
});
