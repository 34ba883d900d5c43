import assert from 'node:assert/strict';
import { it } from 'node:test';
import { taskOf } from '../../test/fakes/playbook.ts';
import { toyStep } from '../../test/fakes/toy-step.ts';
import { paramsOf, systemOf } from './task.ts';

it('a task runs where its step says, or where its phase works if the step runs anywhere', () => {
  const anywhere = toyStep('generic/toy');
  const bound = toyStep('install/toy', { on: 'environment' });
  assert.equal(systemOf(taskOf(anywhere)), 'any');
  assert.equal(systemOf(taskOf(anywhere, { on: 'new' })), 'new');
  assert.equal(systemOf(taskOf(bound)), 'environment');
  assert.equal(systemOf(taskOf(bound, { on: 'old' })), 'environment');
});

it('a module sees its own arguments and the name of its host, any other step all vars of the host', () => {
  const [vars, args] = [{ inventory_hostname: 'web-1', mode: 'fast' }, { dest: '/a' }];
  const step = toyStep('generic/toy', { params: (seen) => seen });
  const takes = { known: ['dest'], instead: {} };
  assert.deepEqual(paramsOf(taskOf(step), args, vars), { ...vars, ...args });
  assert.deepEqual(paramsOf(taskOf({ ...step, takes }), args, vars), {
    inventory_hostname: 'web-1',
    dest: '/a',
  });
});
