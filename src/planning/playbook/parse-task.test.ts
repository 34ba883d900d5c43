import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import type { Vars } from '../../model/params.ts';
import { parseTask, readWhen, stepKey, type Surroundings } from './parse-task.ts';
import type { PlaybookTask } from './playbook.ts';

const steps = new Map(
  [
    toyStep('staging/swap-off', { on: 'old' }),
    toyStep('install/format', { on: 'environment' }),
    toyStep('generic/shell'),
  ].map((step) => [step.id, step]),
);
const AROUND: Surroundings = { phase: 'prepare', steps, vars: {}, when: null };

const parse = (
  value: unknown,
  around: Partial<Surroundings> = {},
): readonly [PlaybookTask | null, ...string[]] => {
  const said: string[] = [];
  const report = (path: readonly unknown[], says: string): void =>
    void said.push(`${path.join('.')}: ${says}`);
  const task = parseTask({ report }, { value, at: [3] }, { ...AROUND, ...around });
  return [task, ...said];
};
const shell = (more: object = {}): object => ({
  name: 'Look',
  'stem.generic.shell': { cmd: 'x' },
  ...more,
});
const problemsOf = (value: unknown): readonly string[] => parse(value).slice(1).map(String);

describe('a task of a playbook', () => {
  it('is a step with its name, its args and the system of its phase', () => {
    const [task, ...said] = parse(shell(), { phase: 'install' });
    assert.deepEqual(said, []);
    assert.ok(task !== null);
    const { step, args, ...rest } = task;
    assert.deepEqual(rest, { key: 'generic/shell', name: 'Look', on: 'environment' });
    assert.equal(step.id, 'generic/shell');
    assert.deepEqual(args({}), { cmd: 'x' });
  });

  it("has args over its own vars over its block's", () => {
    const [task] = parse(
      { name: 'a', vars: { b: 'own', c: 'own' }, 'stem.generic.shell': { c: 'args' } },
      { vars: { a: 'block', b: 'block', c: 'block' } },
    );
    assert.deepEqual(task?.args({}), { a: 'block', b: 'own', c: 'args' });
  });

  it('runs where its `when` and that of its block are true, of vars over those of the host', () => {
    const [task] = parse(shell({ vars: { here: 'task' }, when: "here == 'task'" }), {
      when: ({ site }) => site === 'berlin',
    });
    const runs = (vars: Vars): unknown => task?.when?.(vars);
    assert.equal(runs({ site: 'berlin', here: 'host' }), true);
    assert.equal(runs({ site: 'bonn' }), false);
    assert.equal(parse(shell())[0]?.when, undefined);
  });

  it('keeps its register and flags, and only those that are set', () => {
    const [task] = parse(shell({ register: 'up', ignore_errors: 'yes', no_log: true }));
    assert.deepEqual([task?.register, task?.isErrorIgnored, task?.hasNoLog], ['up', true, true]);
    assert.equal('hasNoLog' in (parse(shell({ no_log: false }))[0] ?? {}), false);
  });

  it('is called in a playbook as Ansible would call it', () => {
    assert.equal(stepKey('staging/swap-off-all'), 'stem.staging.swap_off_all');
  });
});

describe('a task that is wrong', () => {
  const cases: readonly (readonly [value: unknown, ...problems: string[]])[] = [
    ['lock', '3: a task is a mapping: `- name: …`, and a step below it'],
    [{ name: 'a' }, '3: the task has no step: write one like `stem.staging.swap_off:`'],
    [{ 'stem.generic.shell': null }, '3: name must be a text: it is what an operator reads'],
    [
      { name: 'a', 'stem.generic.shel': null },
      '3.stem.generic.shel: there is no step stem.generic.shel. Did you mean "stem.generic.shell"?',
    ],
    [
      shell({ 'stem.staging.swap_off': null }),
      '3.stem.staging.swap_off: a task has one step: make a second task of this one',
    ],
    [
      { name: 'a', 'stem.install.format': null },
      '3.stem.install.format: stem.install.format runs on the environment system: move it to the block install',
    ],
    [shell({ register: 'a-b' }), '3.register: register must be the name of a var'],
    [shell({ when: ['true', 'a ='] }), '3.when.1: when: '],
    [shell({ when: '' }), '3.when: when: an expression is missing'],
    [shell({ rescue: [] }), '3.rescue: rescue is no key of a task here: every step brings its own'],
    [shell({ until: 'x' }), '3.until: until is no key of a task here: it is not supported yet'],
  ];
  for (const [value, ...problems] of cases)
    it(`is told: ${problems.join('; ')}`, () => {
      const said = problemsOf(value);
      assert.equal(said.length, problems.length, said.join('\n'));
      for (const [index, problem] of problems.entries())
        assert.ok(said[index]?.startsWith(problem), said[index]);
    });

  it('never runs by a `when` that could not be read', () => {
    const test = readWhen({ report: () => undefined }, ['a ='], []);
    assert.equal(test?.({ a: true }), false);
    assert.equal(readWhen({ report: () => undefined }, [true, false], [])?.({}), false);
    assert.equal(readWhen({ report: () => undefined }, true, [])?.({}), true);
  });
});
