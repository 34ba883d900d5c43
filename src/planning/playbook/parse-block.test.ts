import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Around } from './loader.ts';
import { parseTasks } from './parse-block.ts';
import type { PlaybookTask } from './playbook.ts';

const parse = (
  value: unknown,
  around: Partial<Around> = {},
): readonly [readonly PlaybookTask[], ...string[]] => {
  const { loader, said } = toyLoader();
  return [parseTasks(loader, { value, at: ['tasks'] }, { ...AROUND, ...around }), ...said];
};
const say = (name: string, more: object = {}): object => ({ name, debug: { msg: name }, ...more });
const MIGRATION = { isMigration: true };

describe('a list of tasks', () => {
  it('may be missing, and is a list', () => {
    assert.deepEqual([parse(undefined), parse(null)], [[[]], [[]]]);
    assert.deepEqual(parse({}), [[], 'tasks: tasks must be a list of tasks']);
  });

  it('is flat: each task knows its blocks', () => {
    const inner = { block: [say('b')], always: [say('c')] };
    const [tasks] = parse([
      say('a'),
      { block: [inner], rescue: [say('d')] },
      { block: [say('e')] },
    ]);
    assert.deepEqual(
      tasks.map(({ name, within }) => [name, within?.map(({ block, part }) => block + part)]),
      [
        ['a', undefined],
        ['b', ['1block', '2block']],
        ['c', ['1block', '2always']],
        ['d', ['1rescue']],
        ['e', undefined],
      ],
    );
  });

  it('hands down what its blocks say', () => {
    const block = {
      block: [say('a', { vars: { b: 2 } })],
      vars: { a: 1 },
      tags: 't',
      no_log: true,
    };
    const [[task]] = parse([block]);
    assert.deepEqual([task?.vars, task?.tags, task?.hasNoLog], [{ a: 1, b: 2 }, ['t'], true]);
  });

  it('is refused for keys that a block has not', () => {
    assert.deepEqual(parse([{ block: [], notify: 'x', resuce: [] }]).slice(1), [
      'tasks.0.notify: notify is no key of a block here: write it at each task',
      'tasks.0.resuce: resuce is no key of a block here. Did you mean "rescue"?',
    ]);
  });
});

describe('a phase', () => {
  it('is an outermost block of a migration with its name', () => {
    const [tasks] = parse([{ name: 'install', block: [say('a'), say('b')] }, say('c')], MIGRATION);
    assert.deepEqual(
      tasks.map(({ place, on, isFlushed }) => [place, on, isFlushed]),
      [
        ['install', 'environment', true],
        ['install', 'environment', undefined],
        ['tasks', undefined, undefined],
      ],
    );
  });

  it('is none where the play has no step of ours, nor deeper in it', () => {
    assert.equal(parse([{ name: 'install', block: [say('a')] }])[0][0]?.on, undefined);
    const deep = { name: 'prepare', block: [{ name: 'install', block: [say('a')] }] };
    assert.equal(parse([deep], MIGRATION)[0][0]?.on, 'old');
  });

  it('is told where its name is nearly right', () => {
    assert.deepEqual(parse([{ name: 'prepar', block: [] }], MIGRATION).slice(1), [
      'tasks.0.name: a phase is named prepare, install or finish. Did you mean "prepare"?',
    ]);
    assert.deepEqual(parse([{ name: 'Ask the customer', block: [] }], MIGRATION).slice(1), []);
  });
});
