import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import type { PlaybookTask } from './playbook.ts';
import { keyGiver } from './task-keys.ts';

/** `place step=Name of the task` each; a step that begins with `m:` is a module. */
const taskOf = (text: string): PlaybookTask => {
  const [, place = '', module = '', id = '', name = ''] =
    /^(\S+) (m:)?([^=]+)=(.*)$/.exec(text) ?? [];
  const isModule = module !== '';
  return { key: '', name, step: toyStep(id), args: () => ({}), place, play: 0, tags: [], isModule };
};

const keysOf = (...tasks: readonly string[]): readonly string[] =>
  tasks
    .map(taskOf)
    .map(keyGiver())
    .map(({ key }) => key);

describe('the key of a task', () => {
  it("is its step's id, and where the step stood before its phase and name", () => {
    assert.deepEqual(keysOf('prepare lock=Lock', 'prepare a=A', 'install lock=Lock again!'), [
      ...['lock', 'a', 'install/lock-again'],
    ]);
  });

  it('is the place and the name where it is a module', () => {
    assert.deepEqual(keysOf('tasks m:command=Look', 'pre_tasks m:command=Look'), [
      ...['tasks/look', 'pre_tasks/look'],
    ]);
  });

  it('has the letters of any language, no dash at its ends, and no bracket', () => {
    assert.deepEqual(keysOf('finish a=', 'finish a=„Größe[0]“ / 2'), ['a', 'finish/größe-0-2']);
  });

  it('has a number where it is taken', () => {
    assert.deepEqual(keysOf('tasks m:a=x', 'tasks m:b=x', 'tasks m:a=x', 'tasks m:a=x-2'), [
      ...['tasks/x', 'tasks/x-2', 'tasks/x-3', 'tasks/x-2-2'],
    ]);
  });

  it('does not change with a task of another name before it', () => {
    const [alone] = keysOf('tasks m:a=x');
    assert.equal(keysOf('tasks m:a=new', 'tasks m:a=x')[1], alone);
  });
});
