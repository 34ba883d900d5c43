import assert from 'node:assert/strict';
import { it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { blocked } from '../model/step.ts';
import type { Place, Task } from '../model/task.ts';
import { HostContext } from './context.ts';
import { planHost } from './dry-run.ts';

const verdicts = async (tasks: readonly Task[]): Promise<readonly string[]> => {
  const host = { name: 'web-1', site: '' };
  const planned = await planHost(tasks, new HostContext(host, {}, portsTo(new ToyDevice())));
  return planned.map(({ verdict }) => `${verdict.kind}: ${verdict.because}`);
};
const bad = (more: Partial<Task>): Task =>
  fileTask('bad', { check: () => blocked('no room', 'Make some.') }, more);

it('a failure that is ignored blocks nothing', async () => {
  assert.deepEqual(await verdicts([bad({})]), ['blocked: no room']);
  assert.deepEqual(await verdicts([bad({ isErrorIgnored: true })]), [
    'undecided: it would fail (no room); `ignore_errors` goes on',
  ]);
});

it('nor does one that a rescue of its own block meets', async () => {
  const at = (part: Place['part'], block = '1'): Partial<Task> => ({ within: [{ block, part }] });
  const [rescued] = await verdicts([bad(at('block')), fileTask('mend', {}, at('rescue'))]);
  assert.equal(rescued, 'undecided: it would fail (no room); then the rescue of its block runs');
  for (const other of [at('rescue', '2'), at('always'), { ...at('rescue'), play: 1 }]) {
    const [left] = await verdicts([bad(at('block')), fileTask('other', {}, other)]);
    assert.equal(left, 'blocked: no room');
  }
  const [, inRescue] = await verdicts([fileTask('a', {}, at('block')), bad(at('rescue'))]);
  assert.match(inRescue ?? '', /^undecided: it runs only where/);
});
