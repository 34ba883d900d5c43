import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { Point } from './point.ts';
import { pointsOf, startOf, tasksOf } from './trunk.ts';

const about = { runId: 'r', host: 'lab', at: '2026-01-01T00:00:00Z' };
const pointOf = (task: string): Point => ({
  ...{ task, index: 0, does: 'run', text: 'x' },
  ...{ system: 'old', hasCrossed: false, tookMs: 0 },
});

it('a case starts from the last snapshot that was taken before its task, or at it', () => {
  const trunk = {
    points: ['a/a', 'b/b', 'b/b', 'c/c'].map(pointOf),
    snapshots: { 'b/b': 1, 'a/a': 0 },
  };
  assert.deepEqual(tasksOf(trunk), ['a/a', 'b/b', 'c/c']);
  assert.equal(startOf(trunk, 'a/a'), 'a/a');
  assert.equal(startOf(trunk, 'b/b'), 'b/b');
  assert.equal(startOf(trunk, 'c/c'), 'b/b');
  assert.throws(() => startOf({ ...trunk, snapshots: { 'b/b': 1 } }, 'a/a'), /before a\/a$/);
});

it('a point is an action: what it does, in which system, on which side of no return, for how long', () => {
  const order = { ...about, kind: 'action.started', index: 0, text: 'x' } as const;
  const end = { kind: 'done', result: null } as const;
  const points = pointsOf([
    { ...order, task: 'a/a', does: 'upload' },
    {
      ...about,
      at: '2026-01-01T00:00:02Z',
      kind: 'action.ended',
      task: 'a/a',
      index: 0,
      outcome: end,
    },
    { ...about, kind: 'no-return.crossed', task: 'a/a' },
    { ...about, kind: 'host.seen', where: { bootId: 'x', system: 'new' } },
    { ...order, task: 'b/b' },
    { ...order, task: 'b/b', index: 1 },
  ]);
  const twice = { task: 'b/b', text: null, does: 'run', system: 'new', hasCrossed: true };
  assert.deepEqual(points, [
    {
      ...{ task: 'a/a', index: 0, text: 'x', does: 'upload' },
      ...{ system: 'old', hasCrossed: false, tookMs: 2000 },
    },
    { ...twice, index: 0, tookMs: 0 },
    { ...twice, index: 1, tookMs: 0 },
  ]);
});
