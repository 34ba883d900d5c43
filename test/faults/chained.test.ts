import assert from 'node:assert/strict';
import { it } from 'node:test';

import { memoryJournal } from '../../src/journal/memory.ts';
import type { StemEvent } from '../../src/model/event.ts';
import { chained } from './chained.ts';
import { placesOf, type Moment, type Point } from './point.ts';

const about = { runId: 'r', host: 'lab', at: '2026-01-01T00:00:00Z' };
const started = (task: string): StemEvent => ({
  ...{ ...about, kind: 'task.started', task, before: {} },
});
const ordered = (task: string, index: number, text: string): StemEvent => ({
  ...{ ...about, kind: 'action.started', task, index, text },
});
const done = (task: string, index: number): StemEvent => ({
  ...{ ...about, kind: 'action.ended', task, index, outcome: { kind: 'done', result: null } },
});
const point = (task: string, index: number, text: string): Point => ({
  ...{ task, index, text, does: 'run', system: 'new', tookMs: 1, hasCrossed: true },
});

const POINTS = [
  point('a/a', 0, 'one'),
  point('a/a', 1, 'two'),
  point('a/a', 2, 'three'),
  point('b/b', 0, 'four'),
  point('c/c', 0, 'five'),
];

/** What a chain of such blows did with what a controller told. */
async function struckBy(
  blows: readonly (readonly [place: number, moment: Moment])[],
  told: readonly StemEvent[],
): Promise<readonly (readonly [number, boolean])[]> {
  const passed: (readonly [number, boolean])[] = [];
  const plain = memoryJournal();
  const journal = chained(plain, {
    blows: blows.map(([place, moment]) => {
      const { task = '', index = 0, text = null } = POINTS[place] ?? {};
      const fault = (): Promise<void> => Promise.resolve();
      return { place, task, index, text, moment, delayMs: 1, fault };
    }),
    placeOf: placesOf(POINTS),
    passed: (index, wasLate) => Promise.resolve(void passed.push([index, wasLate])),
  });
  for (const event of told) await journal.append(event);
  assert.deepEqual(await plain.read('r'), told);
  return passed;
}

it('a chain strikes each case in turn, and leaves those behind whose action never comes', async () => {
  const struck = await struckBy(
    [
      [0, 'after'],
      [3, 'before'],
      [4, 'during'],
    ],
    [
      ...[started('a/a'), ordered('a/a', 0, 'one'), done('a/a', 0)],
      ...[started('b/b'), ordered('b/b', 0, 'another'), done('b/b', 0)],
      ...[started('c/c'), ordered('c/c', 0, 'five'), done('c/c', 0)],
    ],
  );
  assert.deepEqual(struck, [
    [0, false],
    [2, true],
  ]);
});

it('a chain strikes an action again in each new try of its task, and the next ones where it is over', async () => {
  const cut: StemEvent = {
    ...{ ...about, kind: 'action.ended', task: 'a/a', index: 0 },
    outcome: { kind: 'unknown', because: 'the link is lost' },
  };
  const struck = await struckBy(
    [
      [0, 'before'],
      [0, 'before'],
      [0, 'after'],
      [1, 'before'],
      [2, 'after'],
    ],
    [
      ...[started('a/a'), ordered('a/a', 0, 'one'), cut],
      ...[started('a/a'), ordered('a/a', 0, 'one'), cut],
      // The third try has nothing left of the first action and the second.
      ...[started('a/a'), ordered('a/a', 0, 'three'), done('a/a', 0)],
    ],
  );
  assert.deepEqual(struck, [
    [0, false],
    [1, false],
    [4, false],
  ]);
});
