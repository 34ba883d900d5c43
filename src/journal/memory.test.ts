import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody, StemEvent } from '../model/event.ts';
import { memoryJournal } from './memory.ts';

type Where = Partial<Pick<StemEvent, 'runId' | 'host' | 'at'>>;
const eventOf = (body: EventBody, more: Where = {}): StemEvent => ({
  ...body,
  runId: 'r1',
  host: 'a',
  at: 't1',
  ...more,
});
const output = (text: string): EventBody => ({ kind: 'action.output', task: 'x', text });
const start = (runId: string, at: string): StemEvent =>
  eventOf({ kind: 'run.started', batches: [], request: null }, { runId, at, host: '' });

describe('a journal in memory', () => {
  it('gives back what was appended, in order, per run and per host', async () => {
    const journal = memoryJournal();
    const [one, two] = [eventOf(output('1')), eventOf(output('2'), { host: 'b' })];
    for (const event of [one, two, eventOf(output('3'), { runId: 'r2' })])
      await journal.append(event);
    assert.deepEqual(await journal.read('r1'), [one, two]);
    assert.deepEqual(await journal.read('r1', 'b'), [two]);
    assert.deepEqual(await journal.read('r1', ''), []);
  });

  it('keeps text, as a file does, and no progress', async () => {
    const journal = memoryJournal();
    const before = { x: [1] };
    await journal.append(eventOf({ kind: 'task.started', task: 'x', before }));
    before.x.push(2);
    await journal.append(eventOf({ kind: 'action.progress', task: 'x', bytes: 1, totalBytes: 2 }));
    const events = await journal.read('r1');
    assert.deepEqual(events, [eventOf({ kind: 'task.started', task: 'x', before: { x: [1] } })]);
  });

  it('lists runs by their latest start, with the time of their first', async () => {
    const journal = memoryJournal();
    await journal.append(start('r1', 't1'));
    await journal.append(start('r2', 't2'));
    await journal.append(eventOf(output('x'), { runId: 'r3' }));
    await journal.append(start('r4', 't3'));
    await journal.append(start('r1', 't4'));
    assert.deepEqual(await journal.listRuns(), [
      { runId: 'r1', startedAt: 't1' },
      { runId: 'r4', startedAt: 't3' },
      { runId: 'r2', startedAt: 't2' },
    ]);
  });
});
