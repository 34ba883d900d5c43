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
    const detailed = bodies.flatMap((body) => eventLines(eventOf(body), 'detailed'));
    assert.deepEqual(
      detailed.filter((line) => !states.includes(line)),
      ['web-1 | $ mkdir x', 'web-1 |   made', 'web-1 | push: satisfied, it is there'],
    );
  });

  it('show findings that are not ok, and failures with what to do', () => {
    assert.deepEqual(eventLines(eventOf(finding('ok')), 'detailed'), []);
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
