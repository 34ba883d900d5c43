import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import type { PhaseName } from './playbook.ts';
import { withKeys, type LocatedPhase } from './task-keys.ts';

/** `step=Name of the task` each. */
const phase = (name: PhaseName, ...tasks: readonly string[]): LocatedPhase => ({
  name,
  at: tasks.map((_, index) => [name, index]),
  tasks: tasks.map((task) => {
    const [id = '', text = ''] = task.split('=');
    return { key: '', name: text, step: toyStep(id), args: () => ({}) };
  }),
});

const keysOf = (...phases: readonly LocatedPhase[]): readonly [string[], ...string[]] => {
  const said: string[] = [];
  const report = (path: readonly unknown[], says: string): void =>
    void said.push(`${path.join('.')}: ${says}`);
  const tasks = withKeys({ report }, phases).flatMap((each) => each.tasks);
  return [tasks.map(({ key }) => key), ...said];
};

describe('the key of a task', () => {
  it("is its step's id, and where the step stood before its phase and name", () => {
    assert.deepEqual(
      keysOf(phase('prepare', 'lock=Lock', 'shell=Stop it'), phase('install', 'lock=Lock again!')),
      [['lock', 'shell', 'install/lock-again']],
    );
  });

  it('has the letters of any language, and no dash at its ends', () => {
    assert.deepEqual(keysOf(phase('finish', 'a=', 'a=„Größe“ / 2')), [['a', 'finish/größe-2']]);
  });

  it('is told where two tasks would have it', () => {
    assert.deepEqual(keysOf(phase('prepare', 'a=x', 'a=Look', 'b=y', 'b=look.')), [
      ['a', 'prepare/look', 'b', 'prepare/look'],
      'prepare.3: the key prepare/look is taken: give the task another name',
    ]);
  });

  it('does not change with a task of another step before it', () => {
    const [alone] = keysOf(phase('prepare', 'a=x', 'a=y'));
    const [later] = keysOf(phase('prepare', 'b=new', 'a=x', 'a=y'));
    assert.deepEqual(later.slice(1), alone);
  });
});
