import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { gatheringTask } from './gather.ts';

const gathers = (value: unknown, wanted: boolean | null = null): boolean => {
  const { loader } = toyLoader();
  return gatheringTask(loader, { value, wanted }, AROUND) !== null;
};

describe('the gathering of facts', () => {
  it('is done where the play says so, and not where it forbids it', () => {
    assert.equal(gathers({}, true), true);
    assert.equal(gathers({ when: 'ansible_distribution' }, false), false);
  });

  it('is done where a fact is named and nothing is said', () => {
    const named = [
      { tasks: [{ when: "ansible_distribution == 'Ubuntu'" }] },
      { tasks: [{ debug: { msg: '{{ ansible_facts.kernel }}' } }] },
    ];
    assert.deepEqual(
      named.map((value) => gathers(value)),
      [true, true],
    );
  });

  it('is left out where only vars of the connection or of a loop are named', () => {
    const unnamed = [
      {},
      { vars: { ansible_user: 'pilot', ansible_become_pass: '{{ ansible_ssh_pass }}' } },
      {
        when: 'ansible_check_mode',
        msg: '{{ ansible_loop.index }} {{ ansible_failed_result.msg }}',
      },
    ];
    assert.deepEqual(
      unnamed.map((value) => gathers(value)),
      [false, false, false],
    );
  });

  it('is a task of its own, whatever --tags says', () => {
    const { loader } = toyLoader();
    const task = gatheringTask(loader, { value: {}, wanted: true }, { ...AROUND, tags: ['x'] });
    assert.deepEqual(
      [task?.name, task?.place, task?.tags, task?.step.id],
      [...['Gathering Facts', 'facts', ['always'], 'generic/setup']],
    );
  });
});
