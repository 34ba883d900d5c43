import assert from 'node:assert/strict';
import { it } from 'node:test';
import { taskOf } from '../../test/fakes/playbook.ts';
import { toyStep } from '../../test/fakes/toy-step.ts';
import { systemOf } from './task.ts';

it('a task runs where its step says, or where its phase works if the step runs anywhere', () => {
  const anywhere = toyStep('generic/toy');
  const bound = toyStep('install/toy', { on: 'environment' });
  assert.equal(systemOf(taskOf(anywhere)), 'any');
  assert.equal(systemOf(taskOf(anywhere, { on: 'new' })), 'new');
  assert.equal(systemOf(taskOf(bound)), 'environment');
  assert.equal(systemOf(taskOf(bound, { on: 'old' })), 'environment');
});
