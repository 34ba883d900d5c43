import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { withFixed } from '../model/fixed-vars.ts';
import type { Vars } from '../model/params.ts';
import type { Task } from '../model/task.ts';
import { HostContext } from './context.ts';
import { planHost } from './dry-run.ts';

/** `task verdict: because` of each line of the plan. */
async function brief(tasks: readonly Task[], vars: Vars = {}): Promise<readonly string[]> {
  const context = new HostContext({ name: 'h', site: '' }, vars, portsTo(new ToyDevice()));
  const planned = await planHost(tasks, context);
  return planned.map(({ task, verdict }) => `${task} ${verdict.kind}: ${verdict.because}`);
}

describe('the dry run of a task that reads a registered var', () => {
  const registers = fileTask('/a', {}, { register: 'r' });
  const reads = fileTask('/b', {}, { when: ({ r }) => r !== 'no' });

  it('can not tell, but where `-e` says what it is', async () => {
    const undecided = '/b undecided: it depends on the result `r`';
    assert.equal((await brief([registers, reads])).at(-1), undecided);
    const fixed = withFixed({}, { r: 'no' });
    assert.equal((await brief([registers, reads], fixed)).at(-1), '/b passed: `when` is false');
  });
});
