import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { hasSteps, parsePlay } from './parse-play.ts';
import type { Play } from './playbook.ts';

type Given = Readonly<Record<string, unknown>>;

const parse = (play: Given): readonly [Play, ...string[]] => {
  const { loader, said } = toyLoader({ extraVars: { e: 1 } });
  return [parsePlay(loader, { value: { hosts: 'all', ...play }, at: [2] }), ...said];
};
const say = (name: string, more: object = {}): object => ({ name, debug: { msg: name }, ...more });
const block = (name: string, ...tasks: readonly unknown[]): object => ({ name, block: tasks });
const lock = { name: 'Lock', 'stem.staging.lock': null };

describe('a play', () => {
  it('is for a pattern of hosts, in batches', () => {
    const { tasks, ...play } = parse({
      ...{ name: 'P', hosts: ['web', 'db*'], serial: [1, '30%'], max_fail_percentage: '30%' },
      ...{ any_errors_fatal: true, remote_user: 'pilot', tasks: [say('a')] },
    })[0];
    assert.deepEqual(play, {
      ...{ name: 'P', hosts: 'web,db*', serial: [1, { percent: 30 }], maxFailPercentage: 30 },
      ...{ isAnyErrorFatal: true, remoteUser: 'pilot' },
      vars: { playbook_dir: '/books', ansible_play_name: 'P' },
    });
    assert.deepEqual(
      tasks.map(({ name }) => name),
      ['a'],
    );
  });

  it('says little where it is given little, and is called as its hosts', () => {
    const [{ name, serial, maxFailPercentage, isAnyErrorFatal, remoteUser }, ...said] = parse({
      tasks: [],
    });
    assert.deepEqual(said, []);
    assert.deepEqual(
      [name, serial, maxFailPercentage, isAnyErrorFatal, remoteUser],
      [...['all', [], null, false, null]],
    );
  });

  it('has vars, of which those of files win, and those of the command line over all', () => {
    const vars = { a: 1, both: 'play', e: 2 };
    const [play, ...said] = parse({ name: 'P', vars, vars_files: ['vars.yml'], tasks: [say('a')] });
    assert.deepEqual(said, []);
    assert.deepEqual(play.vars, {
      ...{ playbook_dir: '/books', ansible_play_name: 'P' },
      ...{ a: 1, both: 'file', from_file: 1 },
    });
    assert.deepEqual(play.tasks[0]?.vars, play.vars);
    assert.deepEqual(parse({ vars_files: 'none.yml', tasks: [] }).slice(1), [
      '2.vars_files: there is no file none.yml',
    ]);
  });
});

describe('the tasks of a play', () => {
  it('come section after section, and handlers are flushed between them', () => {
    const [{ tasks }] = parse({
      ...{ post_tasks: [say('d')], tasks: [say('b'), say('c')], pre_tasks: [say('a')] },
      handlers: [say('h')],
    });
    assert.deepEqual(
      tasks.map(({ name, place, isFlushed, handles }) => [name, place, isFlushed, handles]),
      [
        ['a', 'pre_tasks', undefined, undefined],
        ['b', 'tasks', true, undefined],
        ['c', 'tasks', undefined, undefined],
        ['d', 'post_tasks', true, undefined],
        ['h', 'handlers', undefined, ['h']],
      ],
    );
  });

  it('begin with the facts where they are named', () => {
    const [{ tasks }] = parse({ tasks: [say('a', { when: 'ansible_kernel' })] });
    assert.deepEqual(
      tasks.map(({ name }) => name),
      ['Gathering Facts', 'a'],
    );
    assert.equal(parse({ gather_facts: true, tasks: [] })[0].tasks.length, 1);
  });
});

describe('a migration', () => {
  it('is a play with steps of ours, which stand in phases in their order', () => {
    assert.deepEqual(
      [hasSteps([lock]), hasSteps([{ 'stem.generic.x': null }]), hasSteps('x')],
      [...[true, false, false]],
    );
    assert.deepEqual(parse({ tasks: [block('prepare', lock), block('finish')] }).slice(1), []);
    const tasks = [block('install', lock), block('prepare'), block('prepare')];
    assert.deepEqual(parse({ tasks }).slice(1), [
      "2.tasks.1: the block prepare can't follow install",
      "2.tasks.2: the block prepare can't follow prepare",
    ]);
    const plain = [block('install', say('a')), block('prepare', say('b'))];
    assert.deepEqual(parse({ tasks: plain }).slice(1), []);
  });
});

describe('a play that is wrong', () => {
  const cases: readonly (readonly [play: Given, ...problems: string[]])[] = [
    [
      { hosts: '', serial: 'x', max_fail_percentage: 101 },
      '2.hosts: hosts must be a pattern, like `all` or `web:!web3`',
      '2.serial: serial must be a number of hosts, a share like 10%, or a list of these',
      '2.max_fail_percentage: max_fail_percentage must be from 0 to 100',
      '2: the play has no tasks: write `tasks:` and a list below it',
    ],
    [
      { hosts: ['a:b', 'c'], tasks: [] },
      '2.hosts: hosts must be a pattern, like `all` or `web:!web3`',
    ],
    [
      { max_fail_percentage: [], tasks: [] },
      '2.max_fail_percentage: max_fail_percentage must be from 0 to 100',
    ],
    [{ hots: 'x', tasks: [] }, '2.hots: hots is no key of a play here. Did you mean "hosts"?'],
    [
      { roles: ['x'], tasks: [] },
      '2.roles: roles is no key of a play here: write their tasks into `tasks`',
    ],
    [{ vars: { 'a-b': 1 }, tasks: [] }, '2.vars.a-b: "a-b" can\'t be the name of a var'],
    [{ tasks: {} }, '2.tasks: tasks must be a list of tasks'],
    [
      { tasks: [say('a', { notify: 'Restrat' })], handlers: [say('Restart')] },
      '2.tasks.0.notify: there is no handler "Restrat". Did you mean "Restart"?',
    ],
  ];
  for (const [play, ...problems] of cases)
    it(`is told: ${problems.join('; ')}`, () => {
      assert.deepEqual(parse(play).slice(1), problems);
    });
});
