import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody, StemEvent } from '../model/event.ts';
import { eventLines } from './event-line.ts';
import { jsonLine } from './json-lines.ts';

const eventOf = (body: EventBody, host = 'web-1'): StemEvent => ({
  ...body,
  runId: 'run-1',
  host,
  at: '2026-01-01T00:00:00.000Z',
});
const finding = (level: 'ok' | 'block'): Extract<EventBody, { kind: 'task.checked' }> => ({
  kind: 'task.checked',
  task: 'preflight',
  verdict: { kind: 'satisfied', because: '' },
  findings: [
    { id: 'P3', title: 'Disk', level, says: 'it is full', prevents: 'x', hint: 'Free it' },
  ],
});

describe('the ladder of a run as lines', () => {
  const batch = { batch: 1, of: 2, hosts: ['a', 'b'] };
  const said = (body: EventBody, host = ''): readonly string[] =>
    eventLines(eventOf(body, host), 'states');

  it('says who starts, how long they soak, and who is not there', () => {
    assert.deepEqual(
      [
        ...said({ kind: 'batch.started', ...batch }),
        ...said({ kind: 'batch.soaking', durationMs: 1_800_000, ...batch }),
        ...said({ kind: 'batch.ended', notReached: ['b'], ...batch }),
        ...said({ kind: 'batch.ended', notReached: [], ...batch, batch: 2 }),
      ],
      [
        'batch 1 of 2: a, b',
        'batch 1 of 2: soaking for 30 min',
        'batch 1 of 2 is done: not there: b',
        'batch 2 of 2 is done: all got there',
      ],
    );
  });

  it('is silent where there is one batch', () => {
    assert.deepEqual(said({ kind: 'batch.started', ...batch, of: 1 }), []);
    assert.deepEqual(said({ kind: 'batch.ended', notReached: ['a'], ...batch, of: 1 }), []);
  });

  it('names why a run stops and who was left, if the journal knows it', () => {
    const stop = { kind: 'run.stopped', because: '1 device failed' } as const;
    assert.deepEqual(said({ ...stop, neverStarted: ['c', 'd'] }), [
      'the run stops: 1 device failed; never started: c, d',
    ]);
    assert.deepEqual(said(stop), ['the run stops: 1 device failed']);
  });

  it('shows the health gate of a device', () => {
    const end = { kind: 'gate.ended', because: 'exit code 1', output: '' } as const;
    assert.deepEqual(said({ kind: 'gate.started', text: 'true' }, 'a'), []);
    assert.deepEqual(said({ ...end, ok: false }, 'a'), ['a | health gate: FAILED: exit code 1.']);
    assert.deepEqual(said({ ...end, ok: true }, 'a'), ['a | health gate: ok']);
    assert.deepEqual(eventLines(eventOf({ kind: 'gate.started', text: 'true' }, 'a'), 'actions'), [
      'a | health gate: true',
    ]);
  });
});

describe('events as lines', () => {
  it('name the host and the change, once', () => {
    const bodies: readonly EventBody[] = [
      { kind: 'host.seen', where: { system: 'old', bootId: 'b' } },
      { kind: 'task.started', task: 'lock', before: {} },
      { kind: 'action.started', task: 'lock', index: 0, text: 'mkdir x' },
      { kind: 'action.output', task: 'lock', text: 'made\n' },
      { kind: 'task.ended', task: 'lock', end: { kind: 'changed', output: null } },
      { kind: 'task.ended', task: 'push', end: { kind: 'satisfied', because: 'it is there' } },
      { kind: 'no-return.crossed', task: 'point' },
      { kind: 'undo.started', task: 'lock' },
      { kind: 'undo.ended', task: 'lock', ok: true, because: '' },
      { kind: 'host.ended', end: 'rolled-back', because: 'format: exit code 1' },
    ];
    const states = bodies.flatMap((body) => eventLines(eventOf(body), 'states'));
    assert.deepEqual(states, [
      'web-1 | the old system is up',
      'web-1 | lock …',
      'web-1 | lock: changed',
      'web-1 | ==== point: the point of no return is behind this device ====',
      'web-1 | undo lock …',
      'web-1 | undo lock: done',
      'web-1 | ROLLED-BACK: format: exit code 1.',
    ]);
    const detailed = bodies.flatMap((body) => eventLines(eventOf(body), 'actions'));
    assert.deepEqual(
      detailed.filter((line) => !states.includes(line)),
      ['web-1 | $ mkdir x', 'web-1 |   made', 'web-1 | push: satisfied, it is there'],
    );
  });

  it('show findings that are not ok, and failures with what to do', () => {
    assert.deepEqual(eventLines(eventOf(finding('ok')), 'actions'), []);
    assert.deepEqual(eventLines(eventOf(finding('block')), 'states'), [
      'web-1 | block P3: it is full. Next: Free it',
    ]);
    const end = { kind: 'blocked', because: 'no room', hint: 'Make some' } as const;
    assert.deepEqual(eventLines(eventOf({ kind: 'task.ended', task: 'push', end }), 'states'), [
      'web-1 | push: BLOCKED: no room. Next: Make some',
    ]);
  });

  it('tell the ladder of batches', () => {
    const batches = [['a'], ['b', 'c']];
    assert.deepEqual(
      eventLines(eventOf({ kind: 'run.started', batches, request: {} }, ''), 'states'),
      ['3 devices, in batches of 1, then 2'],
    );
  });

  it('are JSON with a version', () => {
    const body: EventBody = { kind: 'action.output', task: 't', text: 'a\u001b\n' };
    assert.equal(
      jsonLine(eventOf(body)),
      '{"version":1,"kind":"action.output","task":"t","text":"a\\u001b\\n","runId":"run-1","host":"web-1","at":"2026-01-01T00:00:00.000Z"}',
    );
  });
});
