import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { readVars, text, type Vars } from '../../model/params.ts';
import type { Task } from '../../model/task.ts';
import { assertStep } from '../../steps/generic/assert.ts';
import { pushStep } from '../../steps/staging/push.ts';
import { checkVars } from './check-vars.ts';
import { maxFailOf } from './max-fail.ts';
import { parseRequest, requestJson, type RunRequest } from './request.ts';
import { newRunId } from './run-id.ts';

const task = (key: string, more: Partial<Task> = {}): Task => ({
  key,
  step: {
    ...assertStep,
    params: (vars) => ({ that: true, ...readVars(vars, { fail_msg: text }) }),
  },
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

  it('leaves tasks alone that are skipped or build on a result', () => {
    assert.equal(problem({}, [task('x', { when: () => false })]), '');
    const uses = task('y', { args: (vars) => ({ fail_msg: vars['out'] ?? 1 }) });
    assert.equal(
      problem({}, [task('x', { register: 'out', args: () => ({ fail_msg: 'm' }) }), uses]),
      '',
    );
    assert.equal(problem({}, [uses]), 'a, b: y: fail_msg must be a text');
  });
});

describe('--max-fail', () => {
  it('is a number or a percentage of the hosts, rounded down', () => {
    assert.equal(maxFailOf('2', 10), 2);
    assert.equal(maxFailOf('10%', 19), 1);
    assert.equal(maxFailOf('100%', 3), 3);
    assert.equal(maxFailOf('2.5%', 80), 2);
    for (const text of ['', '-1', '101%', 'all', '1.5', '%'])
      assert.throws(() => maxFailOf(text, 10), { code: 'USAGE' });
  });
});

describe('a run', () => {
  it('has an id that sorts by time', () => {
    const id = newRunId(Date.UTC(2026, 2, 1, 14, 5), '3fa9c1d2-0000');
    assert.equal(id, '2026-03-01-1405-3fa9c1');
  });

  it('keeps its request in the journal', () => {
    const request: RunRequest = {
      inventory: '/f.ini',
      limit: null,
      playbook: null,
      bundle: '/b.tar',
      bundles: [{ file: '/b.tar', sha256: 'abc' }],
      extraVars: ['a=1'],
      serial: '1,10%',
      forks: 5,
      siteForks: 5,
      maxFail: 0,
      knownHosts: null,
      operator: 'me@here',
      sites: { a: 'berlin' },
    };
    assert.deepEqual(
      parseRequest(JSON.parse(JSON.stringify(requestJson(request))) as Json, 'r'),
      request,
    );
    assert.throws(() => parseRequest({ inventory: 1 }, 'run-7'), {
      code: 'RUN_UNKNOWN',
      message: 'run run-7 was not started by a stem-remote that this one understands',
    });
  });
});
