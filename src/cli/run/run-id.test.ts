import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newRunId } from './run-id.ts';

describe('the id of a run', () => {
  it('sorts by time', () => {
    const id = newRunId(Date.UTC(2026, 2, 1, 14, 5), '3fa9c1d2-0000');
    assert.equal(id, '2026-03-01-1405-3fa9c1');
  });

  it('tells two runs of one minute apart', () => {
    assert.notEqual(newRunId(0, 'aaaaaa'), newRunId(59_999, 'bbbbbb'));
    assert.ok(newRunId(0, 'ffffff') < newRunId(60_000, 'aaaaaa'), 'sorts by time');
  });
});
