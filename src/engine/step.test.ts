import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { runOn } from '../../test/fakes/run-task.ts';
import { failure, fileTask, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { run, type Outcome } from '../model/action.ts';
import { sh } from '../model/command.ts';
import type { Json } from '../model/json.ts';
import type { Vars } from '../model/params.ts';
import { blocked, needed, type Verification } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { TaskState } from '../planning/fold-journal.ts';
import { HostContext } from './context.ts';
import { resultOf } from './result.ts';
import { actAll } from './step.ts';

const CUT: TaskState = { task: '/a', before: {}, progress: 'cut', end: null };
const DONE = { kind: 'changed', output: 'done' };

describe('the order of one task', () => {
  it('writes to the journal before it acts', async () => {
    const { end, order } = await runOn(new ToyDevice(), fileTask('/a'));
    assert.deepEqual(end, DONE);
    assert.deepEqual(order, [
      ...['task.checked', 'task.started', 'action.started', 'write /a'],
      ...['action.ended', 'task.ended'],
    ]);
  });

  it('is the same where the task has a system, and it is up', async () => {
    assert.deepEqual((await runOn(new ToyDevice(), fileTask('/a', { on: 'old' }))).end, DONE);
  });

  it('marks the point of no return before the first action, and where it is passed already', async () => {
    const rollback = { kind: 'point-of-no-return', because: 'a toy' } as const;
    const device = new ToyDevice();
    const { order } = await runOn(device, fileTask('/a', { rollback }));
    const mark = order.indexOf('no-return.crossed');
    assert.ok(mark > 0 && mark < order.indexOf('action.started'), order.join(' '));
    const again = await runOn(device, fileTask('/a', { rollback }));
    assert.deepEqual(again.order, ['task.checked', 'no-return.crossed', 'task.ended']);
    const check = (): ReturnType<typeof blocked> => blocked('no', 'Stop.');
    const never = await runOn(new ToyDevice(), fileTask('/a', { rollback, check }));
    assert.deepEqual(never.order, ['task.checked', 'task.ended']);
  });

  it('keeps, of a task that is refused, what its step has to say beside', async () => {
    const check = (): ReturnType<typeof blocked> => blocked('no', 'Stop.');
    const { end } = await runOn(
      new ToyDevice(),
      fileTask('/a', { check, refusal: () => ({ rc: 257 }) }),
    );
    assert.deepEqual(end, {
      ...{ kind: 'blocked', because: 'no', hint: 'Stop.' },
      output: { rc: 257 },
    });
    assert.deepEqual(resultOf(end), { changed: false, msg: 'no', rc: 257, failed: true });
  });

  it('tells its step when each action began and ended', async () => {
    const seen: Outcome[] = [];
    const verify = (_: unknown, __: unknown, outcomes: readonly Outcome[]): Verification => {
      seen.push(...outcomes);
      return { ok: true };
    };
    await runOn(new ToyDevice(), fileTask('/a', { verify }));
    const isMoment = (key: string): boolean =>
      seen.some((outcome) => key in outcome && outcome.kind === 'done');
    assert.deepEqual(['startedAt', 'endedAt'].filter(isMoment), ['startedAt', 'endedAt']);
  });

  it('asks before each action whether it may still drive the device', async () => {
    const lost = failure('LEASE_LOST');
    let asked = 0;
    const assertLease = (): Promise<void> =>
      (asked += 1) > 1 ? Promise.reject(lost) : Promise.resolve();
    const device = new ToyDevice();
    const apply = () => [run(sh('one')), run(sh('two'))];
    await assert.rejects(runOn(device, fileTask('/a', { apply }), { assertLease }), lost);
    assert.deepEqual(device.changes(), ['run one']);
  });
});

describe('a task without anything to do', () => {
  const cases: readonly (readonly [kind: string, task: Task, system?: 'new'])[] = [
    ['skipped', fileTask('/a', {}, { when: () => false })],
    ['blocked', fileTask('/a', { check: () => blocked('no', 'Stop.') })],
    ['blocked', fileTask('/a', { on: 'environment' })],
    ['passed', fileTask('/a', { on: 'environment' }), 'new'],
    ['passed', fileTask('/a', {}, { on: 'old' }), 'new'],
    ['satisfied', fileTask('/new')],
    ['blocked', fileTask('/a', { params: () => assert.fail(failure('VARS_INVALID')) })],
    ['unknown', fileTask('/a', { params: () => assert.fail(failure('FACT_UNREADABLE')) })],
  ];
  for (const [kind, task, system = 'old'] of cases)
    it(`is ${kind}, and changes nothing`, async () => {
      const device = new ToyDevice();
      device.system = system;
      device.files.set('/new', 'new');
      assert.equal((await runOn(device, task)).end.kind, kind);
      assert.deepEqual(device.changes(), []);
    });

  it('has changed something where an earlier try did', async () => {
    const device = new ToyDevice();
    device.files.set('/a', 'new');
    const { end } = await runOn(device, fileTask('/a'), { past: CUT });
    assert.deepEqual(end, { kind: 'changed', output: null });
  });
});

describe('the output of a task', () => {
  const output = (): Json => ({ stat: { exists: true } });

  it('is there where nothing is to do as well: such a task is unchanged', async () => {
    const device = new ToyDevice();
    device.files.set('/a', 'new');
    assert.deepEqual((await runOn(device, fileTask('/a', { output }))).end, {
      kind: 'unchanged',
      output: { stat: { exists: true } },
      because: 'it is new',
    });
    assert.deepEqual((await runOn(device, fileTask('/a', { output }), { past: CUT })).end, {
      kind: 'changed',
      output: { stat: { exists: true } },
    });
  });

  it('may say that nothing changed where an action ran', async () => {
    const verify = (): Verification => ({ ok: true, output: { changed: false } });
    const { end } = await runOn(new ToyDevice(), fileTask('/a', { verify }));
    assert.deepEqual(end, { kind: 'unchanged', output: { changed: false } });
  });

  it('is kept where the task failed, and says that it changed something', async () => {
    const verify = (): Verification => ({ ok: false, because: 'no', output: { rc: 1 } });
    const { end } = await runOn(new ToyDevice(), fileTask('/a', { verify }));
    assert.deepEqual(end.kind === 'failed' && end.output, { changed: true, rc: 1 });
  });

  it('is asked for by `until`, which counts the attempts and may meet a failure', async () => {
    const results: (Json | undefined)[] = [];
    const until = {
      test: ({ mine }: Vars): boolean => {
        results.push(mine as Json);
        return false;
      },
      retries: 1,
      delayMs: 1,
    };
    const verify = (): Verification => ({ ok: false, because: 'no', output: { rc: 1 } });
    const task = fileTask('/a', { verify, check: () => needed('') }, { until, register: 'mine' });
    const { end, vars } = await runOn(new ToyDevice(), task);
    const first = { changed: true, failed: true, msg: 'no', rc: 1, attempts: 1 };
    assert.deepEqual(results, [first, { ...first, attempts: 2 }]);
    assert.deepEqual(
      [end.kind, end.kind === 'failed' && end.output],
      [...['failed', { ...first, attempts: 1 }]],
    );
    assert.deepEqual(vars['mine'], { ...first, attempts: 1 });
  });

  it('is registered where the task is skipped', async () => {
    const task = fileTask('/a', {}, { when: () => false, register: 'mine' });
    const { vars } = await runOn(new ToyDevice(), task);
    const reason = 'Conditional result was False';
    assert.deepEqual(vars['mine'], { changed: false, skipped: true, skip_reason: reason });
  });
});

describe('a task that goes wrong', () => {
  it('stops at the first action that fails', async () => {
    const device = new ToyDevice();
    device.answers.set('two', () => result('', 1, 'no'));
    const apply = () => ['one', 'two', 'three'].map((word) => run(sh(word)));
    const { end } = await runOn(device, fileTask('/a', { apply }));
    assert.deepEqual(end, {
      kind: 'failed',
      because: 'exit code 1: no',
      hint: 'Read its output with `stem-remote log HOST --failed`, then resume or roll back.',
    });
    assert.deepEqual(device.changes(), ['run one', 'run two']);
  });

  it('has failed where its actions went well and the facts say no', async () => {
    const { end } = await runOn(new ToyDevice(), fileTask('/a', { apply: () => [] }));
    assert.equal(end.kind === 'failed' && end.because, 'it is not new');
  });
});

describe('a task that is cut', () => {
  /** The link dies at each write, before or after it was done. */
  const cutting = (when: 'before' | 'after', times = Infinity): ToyDevice => {
    const device = new ToyDevice();
    let left = times;
    device[when] = (does) => {
      if (!does.startsWith('write') || (left -= 1) < 0) return;
      throw failure('LINK_LOST');
    };
    return device;
  };

  it('asks the device again, and does what is still to do', async () => {
    const before = await runOn(cutting('before', 1), fileTask('/a'));
    assert.deepEqual(before.end, DONE);
    const after = cutting('after', 1);
    assert.deepEqual((await runOn(after, fileTask('/a'))).end, { kind: 'changed', output: null });
    assert.deepEqual(after.changes(), ['write /a']);
  });

  it('is given up after five more tries', async () => {
    const { end, order } = await runOn(cutting('before'), fileTask('/a'));
    assert.equal(end.kind, 'unknown');
    assert.equal(order.filter((kind) => kind === 'action.started').length, 6);
  });

  it('is left to the operator where it can not tell how far it came', async () => {
    const task = fileTask('/a', { interrupted: 'ask-operator' });
    const device = cutting('before');
    const { end, order } = await runOn(device, task);
    assert.equal(end.kind, 'unknown');
    assert.equal(order.filter((kind) => kind === 'action.started').length, 1);
    const resumed = new ToyDevice();
    const later = await runOn(resumed, task, { past: CUT });
    assert.deepEqual([later.end.kind, later.order], ['unknown', ['task.ended']]);
    const redone = await runOn(resumed, { ...task, isRepeatable: true }, { past: CUT });
    assert.deepEqual(redone.end, DONE);
  });

  it('ends the walk where the device restarted by itself', async () => {
    const device = cutting('after', 1);
    const { after } = device;
    device.after = (does) => {
      if (does.startsWith('write')) device.boots += 1;
      after(does);
    };
    await assert.rejects(runOn(device, fileTask('/a')), { code: 'DEVICE_RESTARTED' });
  });
});

describe('actions one after the other', () => {
  it('end with the first that is not done', async () => {
    const device = new ToyDevice();
    device.answers.set('two', () => result('', 1));
    const context = new HostContext({ name: 'web-1', site: '' }, {}, portsTo(device));
    const actions = ['one', 'two', 'three'].map((word) => run(sh(word)));
    const outcomes = await actAll(fileTask('/a'), actions, context);
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['done', 'failed'],
    );
  });
});
