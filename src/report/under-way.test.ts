import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody } from '../model/event.ts';
import { underWay } from './under-way.ts';

describe('the live picture', () => {
  it('shows phase, step, upload and time of each host under way', () => {
    const picture = underWay((task) => (task === 'push' ? 'prepare' : ''));
    const see = (host: string, second: number, body: EventBody): void => {
      picture.see({ ...body, runId: 'r', host, at: new Date(second * 1000).toISOString() });
    };
    see('', 0, { kind: 'run.started', batches: [['a', 'b'], ['c']], request: {} });
    see('a', 0, { kind: 'host.seen', where: { system: 'old', bootId: '' } });
    see('b', 1, { kind: 'task.started', task: 'push', before: {} });
    see('b', 1, { kind: 'action.started', task: 'push', index: 0, text: 'upload' });
    see('b', 2, {
      kind: 'action.progress',
      task: 'push',
      bytes: 1_000_000,
      totalBytes: 10_000_000,
    });
    see('b', 4, {
      kind: 'action.progress',
      task: 'push',
      bytes: 5_000_000,
      totalBytes: 10_000_000,
    });
    assert.deepEqual(picture.lines(6000), [
      'a  connecting  6.0 s',
      'b  prepare: push  50 % of 10.0 MB, 1.0 MB/s  5.0 s',
    ]);
    see('b', 6, {
      kind: 'action.ended',
      task: 'push',
      index: 0,
      outcome: { kind: 'done', result: null },
    });
    see('a', 6, { kind: 'host.ended', end: 'failed', because: '' });
    assert.deepEqual(picture.lines(6000), ['b  prepare: push  5.0 s']);
    see('b', 7, { kind: 'host.ended', end: 'reached', because: '' });
    assert.equal(picture.counts(), '1 of 3 done, 1 did not get there');
    assert.deepEqual(picture.lines(7000), []);
  });
});
