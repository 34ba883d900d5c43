import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { parseTask } from './parse-task.ts';
import { readAction } from './task-action.ts';

const shell = (more: object = {}): object => ({ name: 'Look', shell: 'ls', ...more });

describe('what a task does', () => {
  it('is its one module, or its one step', () => {
    const { loader, said } = toyLoader();
    const actionOf = (value: Readonly<Record<string, unknown>>): unknown => {
      const action = readAction(loader, { value, at: [] }, { ...AROUND, on: 'old' });
      return action && [action.key, action.name, action.step.id, action.isModule];
    };
    assert.deepEqual(actionOf({ name: 'a', 'ansible.builtin.copy': {}, when: 'a' }), [
      ...['ansible.builtin.copy', 'copy', 'generic/copy', true],
    ]);
    assert.deepEqual(actionOf({ 'stem.staging.swap_off': null }), [
      ...['stem.staging.swap_off', 'stem.staging.swap_off', 'staging/swap-off', false],
    ]);
    assert.deepEqual([actionOf({ meta: 'noop' }), said], [null, []]);
  });
});

describe('a task that is wrong', () => {
  const cases: readonly (readonly [value: unknown, ...problems: string[]])[] = [
    ['lock', '3: a task is a mapping: `- name: …`, and a module or step below it'],
    [
      { name: 'a' },
      '3: the task has no module: write one like `command: uptime` or `stem.staging.swap_off:`',
    ],
    [
      { name: 'a', 'stem.staging.swap-off': null },
      '3.stem.staging.swap-off: there is no step stem.staging.swap-off. Did you mean "stem.staging.swap_off"?',
    ],
    [
      { 'stem.generic.shell': { cmd: 'x' } },
      '3.stem.generic.shell: stem.generic.shell is a module: write `shell:`',
    ],
    [
      shell({ command: 'x' }),
      '3.command: a task has one module or step: make a second task of this one',
    ],
    [{ shel: 'ls' }, '3.shel: shel is no key of a task here. Did you mean "shell"?'],
    [shell({ whne: 'a' }), '3.whne: whne is no key of a task here. Did you mean "when"?'],
    [
      { apt: { name: 'x' } },
      '3.apt: there is no module apt here: write `shell: apt-get -y install NAME` with `creates` or `changed_when`',
    ],
    [
      { 'ansible.builtin.import_tasks': 'x.yml' },
      '3.ansible.builtin.import_tasks: import_tasks is no key of a task here: write the tasks into this file',
    ],
    [
      shell({ with_dict: {} }),
      '3.with_dict: with_dict is no key of a task here: write `loop` with the list itself',
    ],
    [
      shell({ delegate_to: 'localhost' }),
      '3.delegate_to: delegate_to is no key of a task here: run it on the controller before `stem-remote`, or put the host into the play',
    ],
    [shell({ listen: 'a' }), '3.listen: listen is no key of a task here: only a handler listens'],
    [shell({ register: 'a-b' }), '3.register: register must be the name of a var'],
    [shell({ undo: [1] }), '3.undo: undo must be shell text, or a list of commands'],
    [shell({ retries: 'x', until: 'a' }), '3.retries: retries must be a number'],
    [{ copy: { src: 'none', dest: '/x' } }, '3.copy: there is no file none'],
    [{ assert: { that: 5 } }, '3.assert: that: write an expression, or a list of them'],
  ];
  for (const [value, ...problems] of cases)
    it(`is told: ${problems.join('; ')}`, () => {
      const { loader, said } = toyLoader();
      parseTask(loader, { value, at: [3] }, AROUND);
      assert.deepEqual(said, problems);
    });
});
