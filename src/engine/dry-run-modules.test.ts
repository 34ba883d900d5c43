import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileFact, fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { blocked, satisfied, type Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import { HostContext } from './context.ts';
import { planHost, type PlannedTask } from './dry-run.ts';

const plan = (tasks: readonly Task[]): Promise<readonly PlannedTask[]> =>
  planHost(tasks, new HostContext({ name: 'web-1', site: '' }, {}, portsTo(new ToyDevice())));
const kinds = (planned: readonly PlannedTask[]): readonly string[] =>
  planned.map(({ verdict }) => verdict.kind);

describe('the dry run of a module', () => {
  it('is not blocked by what an earlier module may change, and shows no action that it can not know', async () => {
    const module = { isModule: true };
    const none: Partial<Step> = { check: () => blocked('there is no /b', 'Make it.') };
    const line: Partial<Step> = {
      ...none,
      paths: () => ['/b'],
      facts: () => ({ b: fileFact('/b') }),
    };
    const make = fileTask('make', { paths: () => ['/b'] }, module);
    const [, then] = await plan([make, fileTask('line', line, module)]);
    assert.deepEqual(
      [then?.verdict, then?.dependsOn, then?.actions],
      [
        {
          kind: 'undecided',
          because: "as the device is now it can't be done (there is no /b); make may change that",
        },
        ['make'],
        [],
      ],
    );
    const [first] = await plan([fileTask('line', line, module), make]);
    assert.equal(first?.verdict.kind, 'blocked');
  });

  it('knows no result of a module that looks at what an earlier one may change', async () => {
    const look: Partial<Step> = {
      paths: () => ['/b'],
      facts: () => ({ b: fileFact('/b') }),
      check: () => satisfied('it looked'),
      output: () => ({ exists: false }),
    };
    const tasks = (before: Task): readonly Task[] => [
      before,
      fileTask('stat', look, { isModule: true, register: 'st' }),
      fileTask('then', {}, { when: (vars) => vars['st'] !== undefined }),
    ];
    const command = fileTask('command', {}, { isModule: true });
    assert.deepEqual(kinds(await plan(tasks(command))), ['needed', 'satisfied', 'undecided']);
    const elsewhere = fileTask('copy', { paths: () => ['/c'] }, { isModule: true });
    assert.deepEqual(kinds(await plan(tasks(elsewhere))), ['needed', 'satisfied', 'needed']);
  });
});
