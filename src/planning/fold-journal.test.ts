import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody, StemEvent } from '../model/event.ts';
import { foldHost, UNTOUCHED, type TaskState } from './fold-journal.ts';

const eventsOf = (bodies: readonly EventBody[], host = 'web-1'): readonly StemEvent[] =>
  bodies.map((body) => ({ ...body, runId: 'run-1', host, at: '2026-01-01T00:00:00Z' }));
const fold = (...bodies: readonly EventBody[]): ReturnType<typeof foldHost> =>
  foldHost(eventsOf(bodies), 'web-1');

const started = (before = 'old', task = 'a'): EventBody => ({
  kind: 'task.started',
  task,
  before: { before },
});
const ordered: EventBody = { kind: 'action.started', task: 'a', index: 0, text: 'x' };
const answered = (kind: 'done' | 'unknown'): EventBody => ({
  kind: 'action.ended',
  task: 'a',
  index: 0,
  outcome: kind === 'done' ? { kind, result: null } : { kind, because: 'the link is lost' },
});
const CHANGED = { kind: 'changed', output: null } as const;
const ended: EventBody = { kind: 'task.ended', task: 'a', end: CHANGED };
const unsure: EventBody = {
  kind: 'task.ended',
  task: 'a',
  end: { kind: 'unknown', because: '', hint: '' },
};
const undone = (ok: boolean): EventBody => ({ kind: 'undo.ended', task: 'a', ok, because: '' });

describe('how far a task came', () => {
  const cases: readonly (readonly [TaskState['progress'], string, readonly EventBody[]])[] = [
    ['started', 'nothing was ordered yet', [started()]],
    ['cut', 'an order has no answer', [started(), ordered]],
    ['started', 'the order was answered', [started(), ordered, answered('done')]],
    ['cut', 'the answer is that nobody knows', [started(), ordered, answered('unknown')]],
    ['cut', 'the end is that nobody knows', [started(), ordered, answered('unknown'), unsure]],
    ['ended', 'it ended', [started(), ordered, answered('done'), ended]],
    ['started', 'it began again', [started(), ordered, started()]],
    ['undone', 'it was undone', [started(), ordered, undone(true)]],
    ['cut', 'its undo failed', [started(), ordered, undone(false)]],
    ['cut', 'its undo only began', [started(), ordered, { kind: 'undo.started', task: 'a' }]],
  ];
  for (const [progress, why, events] of cases)
    it(`is "${progress}" where ${why}`, () => {
      assert.equal(fold(...events).tasks[0]?.progress, progress);
    });

  it('keeps its end', () => {
    assert.deepEqual(fold(started(), ended).tasks[0]?.end, CHANGED);
    assert.equal(fold(started(), unsure).tasks[0]?.end, null);
  });
});

describe('what an undo gets', () => {
  const beforeOf = (...events: readonly EventBody[]): unknown => fold(...events).tasks[0]?.before;

  it('is the first answers: a resumed task saw a half-changed device', () => {
    assert.deepEqual(beforeOf(started('old'), ordered, started('half')), { before: 'old' });
    assert.deepEqual(beforeOf(started('old'), ended, started('new')), { before: 'old' });
  });

  it('is new answers once the first change was undone', () => {
    assert.deepEqual(beforeOf(started('old'), undone(true), started('later')), { before: 'later' });
  });

  it('lists tasks by their first start, and one that was undone by its next', () => {
    const order = (...events: readonly EventBody[]): readonly string[] =>
      fold(...events).tasks.map(({ task }) => task);
    assert.deepEqual(order(started(), started('', 'b'), started()), ['a', 'b']);
    assert.deepEqual(order(started(), started('', 'b'), undone(true), started()), ['b', 'a']);
  });
});

describe('where a host is', () => {
  const seen = (system: 'old' | 'environment' | 'new'): EventBody => ({
    kind: 'host.seen',
    where: { system, bootId: 'x' },
  });

  it('is what it said last', () => {
    assert.equal(fold(seen('environment'), seen('old')).where, 'old');
  });

  it('is past the point of no return by the mark, or by the new system, for ever', () => {
    assert.equal(fold(seen('environment')).hasCrossed, false);
    assert.equal(
      fold({ kind: 'no-return.crossed', task: 'a' }, seen('environment')).hasCrossed,
      true,
    );
    assert.equal(fold(seen('new'), seen('environment')).hasCrossed, true);
  });

  it('is nothing of another host, and nothing of the run', () => {
    const others = eventsOf([started(), seen('new')], 'web-2');
    assert.deepEqual(foldHost(others, 'web-1'), UNTOUCHED);
    assert.equal(fold({ kind: 'run.stopped', because: '' }).end, null);
    const gate = { kind: 'gate.ended', ok: false, because: 'x', output: '' } as const;
    assert.deepEqual(fold({ kind: 'gate.started', text: 'true' }, gate), UNTOUCHED);
    const batch = { batch: 1, of: 2, hosts: ['a'] };
    assert.deepEqual(
      fold(
        { kind: 'batch.started', ...batch },
        { kind: 'batch.soaking', durationMs: 1, ...batch },
        { kind: 'batch.ended', notReached: ['a'], ...batch },
      ),
      UNTOUCHED,
    );
    assert.equal(fold({ kind: 'host.ended', end: 'failed', because: '' }).end, 'failed');
  });
});
