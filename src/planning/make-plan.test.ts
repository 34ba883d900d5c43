import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../test/fakes/toy-step.ts';
import type { Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import { makePlan, makePlans, orderProblems, wantProblems } from './make-plan.ts';

const ROLLBACKS: Readonly<Record<string, Step['rollback']>> = {
  undo: { kind: 'undo', actions: () => [] },
  nothing: { kind: 'nothing-to-undo', because: 'a toy' },
  point: { kind: 'point-of-no-return', because: 'a toy' },
  redo: { kind: 'redo', because: 'a toy' },
};

/** `undo point redo 1=redo`: the kind of each task's rollback, with a key of its own or `KEY=` before it. */
const tasksOf = (text: string): readonly Task[] =>
  text.split(' ').map((word, index) => {
    const [kind = '', given = `t${String(index)}`] = word.split('=').toReversed();
    const rollback = ROLLBACKS[kind];
    if (rollback === undefined) throw new Error(`no kind ${kind}`);
    return { key: given, step: toyStep(given, { rollback }), args: () => ({}) };
  });

describe('the order of tasks', () => {
  const cases: readonly (readonly [tasks: string, ...problems: readonly string[]])[] = [
    ['undo nothing point nothing redo'],
    ['undo undo'],
    ['undo redo', "t1 can't be undone, but comes too early"],
    ['redo point redo', "t0 can't be undone, but comes too early"],
    ['point undo', 't1 can be undone, but comes too late'],
    ['point redo point', 't2 is a second point of no return'],
    ['a=undo b=undo a=nothing a=undo', 'a stands twice', 'a stands twice'],
    ['a=point a=undo', 'a stands twice', 'a can be undone, but comes too late'],
  ];
  for (const [tasks, ...problems] of cases)
    it(`${tasks}: ${problems.length === 0 ? 'is safe' : 'is refused'}`, () => {
      assert.deepEqual(orderProblems(tasksOf(tasks)), problems);
    });

  it('lets modules stand behind the point, unless the playbook promises an undo there', () => {
    const [point, undo] = tasksOf('point undo');
    assert.ok(point !== undefined && undo !== undefined, 'there are two');
    const module = { ...undo, isModule: true };
    assert.deepEqual(orderProblems([point, module]), []);
    assert.deepEqual(orderProblems([point, { ...module, hasUndo: true }]), [
      't1 can be undone, but comes too late',
    ]);
  });

  it('names every problem at once', () => {
    assert.throws(() => makePlan([], tasksOf('redo point undo'), []), {
      code: 'PLAN_INVALID',
      message: "t0 can't be undone, but comes too early; t2 can be undone, but comes too late",
      hint: 'Put what can be undone before the point of no return; playbooks/migrate.yml has an order that is safe.',
    });
  });
});

describe('what a step wants before it', () => {
  it('stands between it and what it wants that after', () => {
    const wants = [
      { step: 'restore', after: ['backup'] },
      { step: 'trial', after: ['restore', 'script'] },
    ];
    const task = (id: string, index: number): Task => ({
      ...{ key: `${String(index)}-${id}`, args: () => ({}) },
      step: { ...toyStep(id), id, ...(id === 'default' && { wants }) },
    });
    const problemsOf = (ids: string): readonly string[] => wantProblems(ids.split(' ').map(task));
    assert.deepEqual(problemsOf('default'), []);
    assert.deepEqual(problemsOf('default restore'), [
      '1-restore comes too late: 0-default stands before it',
    ]);
    assert.deepEqual(problemsOf('backup restore trial default'), []);
    assert.deepEqual(problemsOf('backup script trial default'), [
      'between 0-backup and 3-default there must be restore',
    ]);
    assert.deepEqual(problemsOf('restore script trial default'), []);
    assert.deepEqual(problemsOf('restore trial other default trial'), []);
    const missing = 'between 0-restore and 1-default there must be trial';
    assert.deepEqual(problemsOf('restore default'), [missing]);
    assert.deepEqual(problemsOf('restore default trial'), [missing]);
    assert.deepEqual(problemsOf('trial restore default'), [
      'between 1-restore and 2-default there must be trial',
    ]);
    assert.deepEqual(problemsOf('restore trial script default'), [
      'between 2-script and 3-default there must be trial',
    ]);
  });
});

describe('the batches of a plan', () => {
  const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, site: '' }));
  const sizes = (...serial: readonly number[]): readonly number[] =>
    makePlan(hosts, [], serial).batches.map((batch) => batch.length);

  it('have the sizes of `serial`, of which the last repeats', () => {
    assert.deepEqual(sizes(1, 2), [1, 2, 2]);
    assert.deepEqual(sizes(2), [2, 2, 1]);
    assert.deepEqual(sizes(9), [5]);
    assert.deepEqual(sizes(), [5]);
    assert.deepEqual(sizes(0, 4), [1, 4]);
  });

  it('hold every host once, in its order', () => {
    assert.deepEqual(makePlan(hosts, [], [1, 2]).batches.flat(), hosts);
    assert.deepEqual(makePlan([], [], [1]).batches, []);
  });

  it('come one play after the other', () => {
    const plays = [
      { hosts, serial: [3] },
      { hosts: hosts.slice(1, 3), serial: [1] },
    ];
    assert.deepEqual(
      makePlans(plays, []).batches.map((batch) => batch.map(({ name }) => name).join('')),
      ['abc', 'de', 'b', 'c'],
    );
  });
});
