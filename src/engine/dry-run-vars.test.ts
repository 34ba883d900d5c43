import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { withFixed } from '../model/fixed-vars.ts';
import type { Vars } from '../model/params.ts';
import type { Task } from '../model/task.ts';
import { META_STEP } from '../planning/playbook/meta.ts';
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

describe('the dry run of a play that may end for the host', () => {
  const end = (more: Partial<Task>): Task => ({
    ...{ key: 'end', step: META_STEP, args: () => ({ says: 'it ends' }), hasAllArgs: true },
    ...{ meta: 'end_host', play: 0, ...more },
  });
  const of = (play: number, path: string): Task => ({ ...fileTask(path), play });

  it('passes what comes after, but in later plays', async () => {
    assert.deepEqual(await brief([of(0, '/a'), end({}), of(0, '/b'), of(1, '/c')]), [
      '/a needed: it is old',
      'end satisfied: it ends',
      '/b passed: end ended the play',
      '/c needed: it is old',
    ]);
  });

  it('goes on where the condition is false', async () => {
    assert.deepEqual(await brief([end({ when: () => false }), of(0, '/b')]), [
      'end passed: `when` is false',
      '/b needed: it is old',
    ]);
  });

  it('says what the rest depends on where only the run can tell', async () => {
    const registers = { ...fileTask('/a', {}, { register: 'r' }), play: 0 };
    const context = new HostContext({ name: 'h', site: '' }, {}, portsTo(new ToyDevice()));
    const when = ({ r }: Vars): boolean => r === 1;
    const planned = await planHost([registers, end({ when }), of(0, '/b'), of(1, '/c')], context);
    assert.deepEqual(
      planned.map(({ task, verdict, dependsOn }) => [task, verdict.kind, ...dependsOn]),
      [
        ['/a', 'needed'],
        ['end', 'undecided'],
        ['/b', 'needed', 'end'],
        ['/c', 'needed'],
      ],
    );
  });
});

describe('the dry run of a module whose template can not be rendered', () => {
  it('says so for the host before anything is changed, and plans the rest', async () => {
    const args = (): Vars => {
      throw failure('TEMPLATE_FAILED', 'x is not defined');
    };
    const broken = { ...fileTask('/a', {}, { args }), isModule: true };
    assert.deepEqual(await brief([broken, fileTask('/b')]), [
      '/a blocked: x is not defined',
      '/b needed: it is old',
    ]);
  });
});
