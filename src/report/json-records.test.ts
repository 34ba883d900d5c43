import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordProblem } from './json-records.ts';

const ENDED = { version: 1, runId: 'r', host: 'a', at: '2026-01-01T00:00:00.000Z' };

describe('a record of --json', () => {
  it('is of a known kind, with all of its fields and no other', () => {
    const event = { ...ENDED, kind: 'host.ended', end: 'reached', because: 'done' };
    assert.equal(recordProblem(event), null);
    for (const wrong of [
      { end: 'gone' },
      { because: 1 },
      { more: 1 },
      { at: 'now' },
      { version: 2 },
    ])
      assert.match(recordProblem({ ...event, ...wrong }) ?? '', /^host\.ended: /);
  });

  it('may leave out what earlier versions did not write', () => {
    assert.equal(recordProblem({ ...ENDED, kind: 'run.stopped', because: 'x' }), null);
  });
});
