import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody } from '../model/event.ts';
import { PendingRecord } from './pending-record.ts';

const event = (body: EventBody) => ({ ...body, runId: 'run-1', host: 'web-1', at: 'noon' });

describe('what waits to be kept on the device', () => {
  it('is what an undo reads, and nothing else', () => {
    const record = new PendingRecord();
    const long = 'x'.repeat(9000);
    for (const body of [
      { kind: 'task.started', task: 'a', before: { text: long } },
      { kind: 'action.output', task: 'a', text: 'noise' },
      { kind: 'task.ended', task: 'a', end: { kind: 'changed', output: 'short' } },
      { kind: 'task.ended', task: 'b', end: { kind: 'changed', output: long } },
      { kind: 'undo.ended', task: 'b', ok: false, because: 'it failed' },
      { kind: 'undo.ended', task: 'a', ok: true, because: '' },
      { kind: 'no-return.crossed', task: 'c' },
    ] as const)
      record.note(event(body));
    assert.deepEqual(
      record.lines.map((line) => (JSON.parse(line) as { kind: string; task: string }).kind),
      ['task.started', 'task.ended', 'undo.ended', 'no-return.crossed'],
    );
    assert.match(record.lines[1] ?? '', /short/);
  });

  it('goes when it is kept, and not what came meanwhile', () => {
    const record = new PendingRecord();
    record.note(event({ kind: 'no-return.crossed', task: 'a' }));
    const { lines } = record;
    record.note(event({ kind: 'no-return.crossed', task: 'b' }));
    record.drop(lines);
    assert.deepEqual(
      record.lines.map((line) => (JSON.parse(line) as { task: string }).task),
      ['b'],
    );
  });
});
