import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody, StemEvent } from '../model/event.ts';
import { hostLog, logLines, logTitle, type LoggedAction } from './host-log.ts';

const events = (...bodies: readonly EventBody[]): readonly StemEvent[] =>
  bodies.map((body, index) => ({
    ...body,
    runId: 'r1',
    host: 'a',
    at: new Date(index * 1000).toISOString(),
  }));
const ordered = (text: string, task = 'push'): EventBody => ({
  kind: 'action.started',
  task,
  index: 0,
  text,
});
const ended = (
  outcome: Extract<EventBody, { kind: 'action.ended' }>['outcome'],
  task = 'push',
): EventBody => ({ kind: 'action.ended', task, index: 0, outcome });
const output = (text: string): EventBody => ({ kind: 'action.output', task: 'push', text });
const only = (...bodies: readonly EventBody[]): LoggedAction => {
  const [action] = hostLog(events(...bodies), 'a');
  assert.ok(action);
  return action;
};

describe('the log of a host', () => {
  it('has each command with its exit code, output and time', () => {
    const result = { exitCode: 3, stdout: 'o\n', stderr: 'e\n', isCut: true };
    assert.deepEqual(
      only(ordered('ls'), ended({ kind: 'failed', because: 'exit code 3: e', result })),
      {
        task: 'push',
        isUndo: false,
        text: 'ls',
        startedAt: '1970-01-01T00:00:00.000Z',
        durationMs: 1000,
        outcome: 'failed',
        exitCode: 3,
        because: 'exit code 3: e',
        stdout: 'o\n',
        stderr: 'e\n',
        isCut: true,
      },
    );
  });

  it('gathers what a job prints, and reads its exit code from words', () => {
    const job = [ordered('job /run/x: tar'), output('a\n'), output('b\n')];
    const done = only(...job, ended({ kind: 'done', result: null }));
    assert.deepEqual([done.stdout, done.exitCode, done.durationMs], ['a\nb\n', 0, 3000]);
    const failed = ended({ kind: 'failed', because: 'exit code 2: b', result: null });
    assert.equal(only(...job, failed).exitCode, 2);
    assert.equal(only(ordered('upload x'), ended({ kind: 'done', result: null })).exitCode, null);
  });

  it('tells what was cut, what was lost, and what was taken back', () => {
    const unknown = ended({ kind: 'unknown', because: 'the link died' });
    assert.deepEqual(
      hostLog(
        events(
          ordered('one'),
          unknown,
          { kind: 'undo.started', task: 'push' },
          ordered('two'),
          { kind: 'undo.ended', task: 'push', ok: true, because: '' },
          ordered('three', 'x'),
        ),
        'a',
      ).map(({ text, outcome, isUndo }) => [text, outcome, isUndo]),
      [
        ['one', 'unknown', false],
        ['two', 'cut', true],
        ['three', 'cut', false],
      ],
    );
    assert.deepEqual(hostLog(events(ordered('one')), 'b'), []);
  });
});

describe('the log of a proved host', () => {
  it('has the health gate as well', () => {
    const gate = only(
      { kind: 'gate.started', text: 'curl -f http://localhost' },
      { kind: 'gate.ended', ok: false, because: 'exit code 7', output: 'refused' },
    );
    assert.deepEqual(
      [gate.task, gate.outcome, gate.because, gate.stdout],
      ['health gate', 'failed', 'exit code 7', 'refused'],
    );
  });
});

describe('the log for people', () => {
  it('shows scripts whole and what was printed, made harmless', () => {
    const result = { exitCode: 0, stdout: '\u001b[2Jok\n', stderr: 'warn\n', isCut: true };
    const log = hostLog(
      events(
        ordered("sh -c 'a\nb'"),
        ended({ kind: 'done', result }),
        ordered('reboot into the new system'),
        { kind: 'undo.started', task: 'push' },
        ordered('rm x'),
      ),
      'a',
    );
    assert.deepEqual(logLines(log), [
      'push',
      "  $ sh -c 'a",
      "    b'",
      '    1970-01-01T00:00:00.000Z  exit 0, 1.0 s',
      '    | ok',
      '    ! warn',
      '    (the rest was cut: there is too much of it)',
      '  $ reboot into the new system',
      '    1970-01-01T00:00:02.000Z  cut, its end is not in the journal',
      'undo push',
      '  $ rm x',
      '    1970-01-01T00:00:04.000Z  cut, its end is not in the journal',
    ]);
    assert.equal(logTitle('a', 'r1', log), 'a in run r1: 3 actions, 2 failed or cut');
    assert.equal(logTitle('a', 'r1', log.slice(0, 1)), 'a in run r1: 1 action');
  });
});
