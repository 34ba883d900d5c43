import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import { StemError } from '../../model/errors.ts';
import { withFixed } from '../../model/fixed-vars.ts';
import { readVars, text, type Vars } from '../../model/params.ts';
import type { Task } from '../../model/task.ts';
import { pushStep } from '../../steps/staging/push.ts';
import { checkVars } from './check-vars.ts';

const task = (key: string, more: Partial<Task> = {}): Task => ({
  key,
  step: toyStep('x', { params: (vars) => readVars(vars, { fail_msg: text }) }),
  args: () => ({}),
  ...more,
});
const problem = (vars: Vars, tasks: readonly Task[]): string => {
  try {
    checkVars(
      [
        { name: 'a', vars },
        { name: 'b', vars },
      ],
      tasks,
    );
  } catch (error) {
    if (error instanceof StemError) return error.message;
    throw error;
  }
  return '';
};

describe('checking vars before a run', () => {
  it('finds every wrong one, and names hosts with the same problem once', () => {
    assert.equal(
      problem({}, [task('x'), task('y')]),
      'a, b: x: fail_msg must be a text\na, b: y: fail_msg must be a text',
    );
    assert.equal(problem({ fail_msg: 'm' }, [task('x')]), '');
    const magic = task('x', { args: (vars) => ({ fail_msg: vars['inventory_hostname'] ?? 1 }) });
    assert.equal(problem({}, [magic]), '');
  });

  it('says that the bundle is missing, in place of all that it would bring', () => {
    assert.equal(problem({}, [task('push', { step: pushStep })]), 'there is no bundle for a, b');
  });

  it('looks no further than where the play may end for the host', () => {
    const end = (when: Task['when']): Task =>
      task('end', { meta: 'end_host', args: () => ({ fail_msg: 'm' }), ...(when && { when }) });
    assert.equal(problem({}, [end(undefined), task('x')]), '');
    assert.equal(problem({}, [end(() => true), task('x')]), '');
    assert.equal(problem({}, [end(() => false), task('x')]), 'a, b: x: fail_msg must be a text');
    const registers = task('y', { register: 'out', args: () => ({ fail_msg: 'm' }) });
    const open = end(({ out }) => out === 1);
    assert.equal(problem({}, [registers, open, task('x')]), '');
  });

  it('leaves tasks alone that are skipped or build on a result', () => {
    assert.equal(problem({}, [task('x', { when: () => false })]), '');
    const uses = task('y', { args: (vars) => ({ fail_msg: vars['out'] ?? 1 }) });
    assert.equal(
      problem({}, [task('x', { register: 'out', args: () => ({ fail_msg: 'm' }) }), uses]),
      '',
    );
    const fixed = withFixed({}, { out: '' });
    const registers = task('x', { register: 'out', args: () => ({ fail_msg: 'm' }) });
    assert.equal(problem(fixed, [registers, uses]), 'a, b: y: fail_msg must be a text');
    assert.equal(problem({}, [uses]), 'a, b: y: fail_msg must be a text');
  });
});
