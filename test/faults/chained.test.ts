import assert from 'node:assert/strict';
import { it } from 'node:test';

import { memoryJournal } from '../../src/journal/memory.ts';
import type { StemEvent } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { chained, type Link } from './chained.ts';
import type { Lane } from './lane.ts';
import type { Moment } from './point.ts';
import type { Trunk } from './trunk.ts';

const about = { runId: 'r', host: 'lab', at: '2026-01-01T00:00:00Z' };
const started = (task: string): StemEvent => ({
  ...{ ...about, kind: 'task.started', task, before: {} },
});
const ordered = (task: string, index: number): StemEvent => ({
  ...{ ...about, kind: 'action.started', task, index, text: 'x' },
});
const done = (task: string, index: number): StemEvent => ({
  ...{ ...about, kind: 'action.ended', task, index, outcome: { kind: 'done', result: null } },
});

const struck: string[] = [];
const caseAt = (task: string, index: number, moment: Moment): Case => ({
  name: `${task}/${String(index)}/${moment}`,
  moment,
  point: { ...{ task, index, does: 'run', system: 'new' }, tookMs: 1, hasCrossed: true },
  fault: {
    ...{ name: 'f', disk: 'file', appliesTo: () => true },
    strike: () => {
      struck.push(`${task}/${String(index)}`);
      return Promise.resolve();
    },
  },
});

it('a chain strikes each case in turn, and leaves those behind whose action never comes', async () => {
  const device = { waitForSsh: () => Promise.resolve(), exec: () => Promise.resolve('new\n') };
  const lane = { device } as unknown as Lane;
  const trunk = { events: ['a/a', 'b/b', 'c/c', 'd/d'].map(started) } as unknown as Trunk;
  const cases = [
    caseAt('a/a', 0, 'after'),
    caseAt('b/b', 5, 'before'),
    caseAt('c/c', 0, 'before'),
    caseAt('d/d', 0, 'during'),
  ];
  const links: Link[] = [];
  const plain = memoryJournal();
  const journal = chained(plain, { cases, stage: { lane, trunk, seed: '7' }, links });
  const told: StemEvent[] = ['a/a', 'b/b', 'c/c', 'd/d'].flatMap((task) => [
    ...[started(task), ordered(task, 0), done(task, 0)],
  ]);
  for (const event of told) await journal.append(event);
  assert.deepEqual(struck, ['a/a/0', 'c/c/0', 'd/d/0']);
  assert.deepEqual(
    links.map(({ one, back, wasLate }) => [one.name, back.cameBack, wasLate]),
    [
      ['a/a/0/after', 'new', false],
      ['c/c/0/before', 'new', false],
      ['d/d/0/during', 'new', true],
    ],
  );
  assert.deepEqual(await plain.read('r'), told);
});
