import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { defineStep, satisfied, type Step } from '../../model/step.ts';
import type { SystemName } from '../../model/system.ts';
import { parsePlaybook } from './parse-playbook.ts';
import type { Playbook, PlaybookTask } from './playbook.ts';
import type { LineOf } from './reading.ts';

const toyStep = (id: string, on: SystemName | 'any'): Step =>
  defineStep({
    id,
    title: id,
    on,
    interrupted: 'check-again',
    params: () => ({}),
    facts: () => ({}),
    check: () => satisfied('a toy'),
    apply: () => [],
    expect: (facts) => facts,
    verify: () => ({ ok: true }),
    rollback: { kind: 'nothing-to-undo', because: 'a toy' },
  });

const STEPS = [
  toyStep('staging/swap-off', 'old'),
  toyStep('staging/lock', 'any'),
  toyStep('install/format', 'environment'),
  toyStep('generic/shell', 'any'),
];
const steps = new Map(STEPS.map((step) => [step.id, step]));

const parse = (data: unknown, lineOf?: LineOf): Playbook =>
  parsePlaybook(data, { from: 'p.yml', steps, ...(lineOf && { lineOf }) });

type Given = Readonly<Record<string, unknown>>;

const play = (tasks: unknown, more: Given = {}): unknown => [
  { name: 'P', hosts: 'all', tasks, ...more },
];
const block = (name: string, ...tasks: readonly unknown[]): Given => ({ name, block: tasks });
const lock = { name: 'Lock', 'stem.staging.lock': null };

const tasksOf = (...tasks: readonly unknown[]): readonly PlaybookTask[] =>
  parse(play([block('prepare', ...tasks)])).phases.flatMap((phase) => phase.tasks);

const refuses = (data: unknown, ...messages: readonly string[]): void => {
  assert.throws(() => parse(data), { code: 'PLAYBOOK_INVALID', message: messages.join('\n') });
};

describe('a playbook', () => {
  it('is one play of named blocks', () => {
    const more = { serial: [1, '30%'], max_fail_percentage: '30%', vars: { a: 1 } };
    const { phases, ...rest } = parse(
      play([block('prepare', lock), block('finish')], { hosts: ['web', 'db*'], ...more }),
    );
    assert.deepEqual(rest, {
      name: 'P',
      hosts: 'web,db*',
      serial: [1, { percent: 30 }],
      maxFailPercentage: 30,
      vars: { a: 1 },
    });
    assert.deepEqual(
      phases.map(({ name, tasks }) => [name, tasks.length]),
      [
        ['prepare', 1],
        ['finish', 0],
      ],
    );
  });

  it('goes to all hosts at once where it says nothing of batches', () => {
    const { serial, maxFailPercentage, vars } = parse(play([block('prepare')]));
    assert.deepEqual([serial, maxFailPercentage, vars], [[], null, {}]);
    assert.equal(parse(play([block('install')], { max_fail_percentage: 0 })).maxFailPercentage, 0);
  });

  it('makes secrets of passwords at once', () => {
    const { vars } = parse(play([block('prepare')], { vars: { ansible_password: 123 } }));
    const value = vars['ansible_password'];
    assert.ok(value instanceof Secret && value.reveal() === '123');
  });
});

describe('a task of a playbook', () => {
  it('is a step with arguments, in the system of its block', () => {
    const [task] = tasksOf({
      ...{ name: 'Say', 'stem.generic.shell': { cmd: 'true' }, vars: { cmd: 'no', a: 1 } },
      ...{ register: 'said', ignore_errors: true, no_log: 'yes' },
    });
    assert.deepEqual(task?.args({}), { cmd: 'true', a: 1 });
    const { name, key, on, register, isErrorIgnored, hasNoLog, when } = task;
    assert.deepEqual([name, key, on, register], ['Say', 'generic/shell', 'old', 'said']);
    assert.deepEqual([isErrorIgnored, hasNoLog, when], [true, true, undefined]);
  });

  it('has no marks that it was not given', () => {
    const [task] = tasksOf({ ...lock, ignore_errors: 'no', no_log: false });
    assert.deepEqual(Object.keys(task ?? {}), ['key', 'name', 'step', 'on', 'args']);
  });

  it('runs when all of its conditions and those of its block hold', () => {
    const conditions = { when: ['a', 'not b'], vars: { b: false } };
    const { phases } = parse(
      play([{ ...block('prepare', { ...lock, ...conditions }), when: 'c == v', vars: { v: 1 } }]),
    );
    const when = phases[0]?.tasks[0]?.when;
    assert.equal(when?.({ a: true, b: true, c: 1, v: 2 }), true);
    assert.equal(when({ a: false, c: 1 }), false);
    assert.equal(when({ a: true, c: 2 }), false);
    assert.deepEqual(phases[0]?.tasks[0]?.args({}), { v: 1, b: false });
    assert.equal(tasksOf({ ...lock, when: false })[0]?.when?.({}), false);
  });

  it('asks only the vars that its condition names', () => {
    const [task] = tasksOf({ ...lock, when: 'a', vars: { b: 1 } });
    const asked: unknown[] = [];
    const get = (_: unknown, name: unknown): boolean => asked.push(name) > 0;
    assert.equal(task?.when?.(new Proxy<Vars>({}, { get })), true);
    assert.deepEqual(asked, ['a']);
  });

  it('has the id of its step as its key, or its own name where the step has stood before', () => {
    const again = { name: 'Lock it, once more!', 'stem.staging.lock': {} };
    const { phases } = parse(play([block('prepare', lock, again), block('install', again)]));
    assert.deepEqual(
      phases.flatMap(({ tasks }) => tasks.map(({ key }) => key)),
      ['staging/lock', 'prepare/lock-it-once-more', 'install/lock-it-once-more'],
    );
  });
});

describe('a playbook outside of the grammar', () => {
  it('is refused as a whole', () => {
    const shape = 'p.yml: a playbook is a list of one play: `- name: …`, hosts and tasks below it';
    for (const data of [null, undefined, 'x', {}, [], [null], [[]]]) refuses(data, shape);
    const two = [play([block('prepare')]), play([])].flat();
    refuses(two, 'p.yml: 1: a playbook has one play for now: put its tasks into the first');
  });

  it('is refused for what a play has', () => {
    refuses(
      [{ hosts: '', serial: 'x', max_fail_percentage: 101, tasks: [] }],
      'p.yml: 0: name must be a text: it is what an operator reads',
      'p.yml: 0.hosts: hosts must be a pattern, like `all` or `web:!web3`',
      'p.yml: 0.serial: serial must be a number of hosts, a share like 10%, or a list of these',
      'p.yml: 0.max_fail_percentage: max_fail_percentage must be from 0 to 100',
      'p.yml: 0.tasks: tasks must be a list of blocks named prepare, install, finish',
    );
    refuses(
      play([block('prepare')], { hots: 'x', gather_facts: false, vars: [1], hosts: ['a:b', 'c'] }),
      'p.yml: 0.hots: hots is no key of a play here. Did you mean "hosts"?',
      'p.yml: 0.gather_facts: gather_facts is no key of a play here: take it out, every step asks what it needs',
      'p.yml: 0.hosts: hosts must be a pattern, like `all` or `web:!web3`',
      'p.yml: 0.vars: write a mapping of names and values',
    );
    refuses(
      play([block('prepare')], { vars: { 'a-b': 1, c: ['{{ d }}'] }, max_fail_percentage: [] }),
      'p.yml: 0.max_fail_percentage: max_fail_percentage must be from 0 to 100',
      'p.yml: 0.vars.a-b: "a-b" can\'t be the name of a var',
      'p.yml: 0.vars.c: templates ({{ … }}) are not supported yet: write the value',
    );
  });

  it('is refused for its blocks', () => {
    refuses(
      play([lock, block('prepar'), block('install'), block('prepare'), block('prepare')]),
      'p.yml: 0.tasks.0: tasks stand in a block: `- name: prepare`, and `block:` below it',
      'p.yml: 0.tasks.1.name: a block is named prepare, install or finish. Did you mean "prepare"?',
      "p.yml: 0.tasks.1: the block prepare can't follow install",
      "p.yml: 0.tasks.2: the block prepare can't follow prepare",
    );
    refuses(
      play([
        { ...block('prepare'), rescue: [], wen: 'x', when: '' },
        { name: 5, block: [] },
      ]),
      'p.yml: 0.tasks.0.rescue: rescue is no key of a block here: every step brings its own rollback',
      'p.yml: 0.tasks.0.wen: wen is no key of a block here. Did you mean "when"?',
      'p.yml: 0.tasks.0.when: when: an expression is missing',
      'p.yml: 0.tasks.1.name: a block is named prepare, install or finish',
    );
  });
});

describe('a task outside of the grammar', () => {
  const at = 'p.yml: 0.tasks.0.block.0';
  const task = (given: unknown, ...messages: readonly string[]): void => {
    refuses(play([block('prepare', given)]), ...messages.map((message) => `${at}${message}`));
  };

  it('is refused for its step', () => {
    task('x', ': a task is a mapping: `- name: …`, and a step below it');
    task({ name: 'N' }, ': the task has no step: write one like `stem.staging.swap_off:`');
    task(
      { name: 'N', 'stem.staging.swap-off': null },
      '.stem.staging.swap-off: there is no step stem.staging.swap-off. Did you mean "stem.staging.swap_off"?',
    );
    task({ name: 'N', 'stem.x': null }, '.stem.x: there is no step stem.x');
    task(
      { ...lock, 'stem.generic.shell': null },
      '.stem.generic.shell: a task has one step: make a second task of this one',
    );
    task(
      { name: 'N', 'stem.install.format': null },
      '.stem.install.format: stem.install.format runs on the environment system: move it to the block install',
    );
    task(
      { name: 'N', 'stem.staging.lock': 'x' },
      '.stem.staging.lock: write a mapping of names and values',
    );
  });

  it('is refused for its keys and values', () => {
    task(
      {
        'stem.staging.lock': null,
        wehn: 'x',
        shell: 'ls',
        loop: [],
        when: ['a', 'b >'],
        no_log: 3,
      },
      '.wehn: wehn is no key of a task here. Did you mean "when"?',
      '.shell: shell is no key of a task here: modules are not supported yet: write stem.generic.shell or stem.generic.copy',
      '.loop: loop is no key of a task here: loops are not supported yet: write a task for each item',
      ': name must be a text: it is what an operator reads',
      '.when.1: when: "b >" can\'t be read from ">" on: there are VAR, VAR is defined, ==, !=, not, and, or, ( and )',
      '.no_log: write true or false',
    );
    task(
      { ...lock, register: 'a b', ignore_errors: 'maybe', when: 5 },
      '.when: when: an expression is missing',
      '.register: register must be the name of a var',
      '.ignore_errors: write true or false',
    );
  });
});

describe('a wrong task', () => {
  it('is refused for a key that is taken', () => {
    refuses(
      play([block('prepare', lock, lock, lock)]),
      'p.yml: 0.tasks.0.block.2: the key prepare/lock is taken: give the task another name',
    );
  });

  it('is told with line and column, by the nearest place that has one', () => {
    const lineOf: LineOf = (path) =>
      path.length === 3 || path.length === 0 ? { line: path.length + 1, column: 7 } : undefined;
    const says = 'the task has no step: write one like `stem.staging.swap_off:`';
    assert.throws(() => parse(play([block('prepare', { name: 'N' })]), lineOf), {
      message: `p.yml:4:7: ${says}`,
    });
    assert.throws(() => parse(5, lineOf), { message: /^p\.yml:1:7: a playbook is/ });
  });
});
