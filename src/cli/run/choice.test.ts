import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import type { Playbook, PlaybookTask } from '../../planning/playbook/playbook.ts';
import { argsOf } from '../args.ts';
import { choiceOf, chosen } from './choice.ts';

const taskOf = (key: string, more: Partial<PlaybookTask> = {}): PlaybookTask => ({
  ...{ key, name: key, step: toyStep(key), args: () => ({}), place: 'tasks', play: 0, tags: [] },
  ...more,
});
const BOOK: Playbook = {
  plays: [
    {
      ...{ name: 'p', hosts: 'all', serial: [], maxFailPercentage: null, isAnyErrorFatal: false },
      ...{ remoteUser: null, vars: {} },
      tasks: [
        taskOf('a', { tags: ['x'] }),
        taskOf('b', { place: 'install' }),
        taskOf('c', { place: 'install', tags: ['x'] }),
        taskOf('h', { handles: ['h'] }),
      ],
    },
  ],
};
const keysOf = (...words: readonly (readonly [string, string])[]): string => {
  const values: Record<string, string[]> = {};
  for (const [name, value] of words) (values[name] ??= []).push(value);
  const args = argsOf({ ...values, ...(values['phase'] && { phase: values['phase'][0] }) });
  return chosen(BOOK, choiceOf(args))
    .plays.flatMap(({ tasks }) => tasks.map(({ key }) => key))
    .join(' ');
};

describe('the tasks that were asked for', () => {
  it('are all where nothing is said', () => {
    assert.equal(keysOf(), 'a b c h');
  });

  it('are those with the tags, and handlers always', () => {
    assert.equal(keysOf(['tags', 'y,x']), 'a c h');
    assert.equal(keysOf(['skip-tags', 'x']), 'b h');
    assert.equal(keysOf(['tags', 'x'], ['skip-tags', 'x'], ['tags', 'untagged']), 'b h');
  });

  it('are those of the phase', () => {
    assert.equal(keysOf(['phase', 'install']), 'b c h');
    assert.equal(keysOf(['phase', 'install'], ['tags', 'x']), 'c h');
  });

  it('are never another phase than there is', () => {
    assert.throws(() => keysOf(['phase', 'instal']), {
      code: 'USAGE',
      message: '--phase can\'t be "instal"',
    });
  });
});

describe('a choice that leaves nothing', () => {
  it('is refused', () => {
    const empty = { plays: BOOK.plays.map((play) => ({ ...play, tasks: [] })) };
    const choice = { tags: ['z'], skipTags: [], phase: null };
    assert.throws(() => chosen(empty, choice), { code: 'USAGE' });
    assert.deepEqual(chosen(empty, { ...choice, tags: [] }), empty);
  });
});
