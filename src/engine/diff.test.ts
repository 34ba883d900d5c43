import assert from 'node:assert/strict';
import { it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { HostContext, type Ports } from './context.ts';
import { diffOf } from './diff.ts';
import { runTask } from './step.ts';

it('a task shows its diff where it has one, and never under no_log', () => {
  const diff = () => '-a\n+b';
  assert.equal(diffOf(fileTask('/a', { diff }), {}, {}), '-a\n+b');
  assert.equal(diffOf(fileTask('/a', { diff }, { hasNoLog: true }), {}, {}), null);
  assert.equal(diffOf(fileTask('/a', { diff: () => '' }), {}, {}), null);
  assert.equal(diffOf(fileTask('/a'), {}, {}), null);
});

it('it goes into the journal only where it is asked for', async () => {
  const seen: (string | undefined)[] = [];
  for (const showsDiff of [true, false]) {
    const watch: Ports['watch'] = (event) => {
      if (event.kind === 'task.checked') seen.push(event.diff);
    };
    const task = fileTask('/a', { diff: () => '+new' });
    const ports = portsTo(new ToyDevice(), { watch, showsDiff });
    await runTask(task, undefined, new HostContext({ name: 'web-1', site: '' }, {}, ports));
  }
  assert.deepEqual(seen, ['+new', undefined]);
});
