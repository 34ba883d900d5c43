import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { EventBody } from '../model/event.ts';
import type { App } from './app.ts';
import { showProgress, type Progress } from './progress.ts';

interface Seen {
  readonly results: string[];
  readonly lines: string[];
  /** What was written to the terminal, with the time of each write. */
  readonly writes: { readonly atMs: number; readonly text: string }[];
}

type Options = Partial<App> & { readonly isJson?: boolean; readonly verbosity?: number };

const progressOf = (options: Options = {}): Seen & { readonly progress: Progress } => {
  const seen: Seen = { results: [], lines: [], writes: [] };
  const app = {
    env: {},
    out: (text: string) => seen.results.push(text),
    err: (text: string) => seen.lines.push(text),
    isOutTerminal: false,
    isErrTerminal: false,
    color: 'auto' as const,
    screen: {
      write: (text: string) => seen.writes.push({ atMs: Date.now(), text }),
      columns: () => 80,
      rows: () => 24,
    },
    ...options,
  };
  const progress = showProgress(app, {
    runId: 'run-1',
    goal: 'reached',
    hosts: ['a', 'b'],
    isJson: options.isJson ?? false,
    verbosity: options.verbosity ?? 0,
    phaseOf: () => 'prepare',
    stop: () => 'go-on',
  });
  return { ...seen, progress };
};

const seeing =
  ({ progress }: { readonly progress: Progress }) =>
  (host: string, body: EventBody): void => {
    progress.see({ ...body, runId: 'r', host, at: new Date().toISOString() });
  };

/** Runs with a clock that only moves when it is told to. */
const withClock = (work: (tick: (ms: number) => void) => void): void => {
  mock.timers.enable({ apis: ['setInterval', 'Date'], now: 0 });
  try {
    work((ms) => {
      mock.timers.tick(ms);
    });
  } finally {
    mock.timers.reset();
  }
};

const STARTED: EventBody = {
  kind: 'run.started',
  batches: [['a', 'b']],
  request: { sites: { a: 'rome', b: 'rome' } },
};

describe('progress without a terminal', () => {
  it('is a line a change, and every minute what is slowest', () => {
    withClock((tick) => {
      const seen = progressOf();
      const see = seeing(seen);
      see('', STARTED);
      tick(60_000);
      see('a', { kind: 'task.started', task: 'push', before: {} });
      tick(59_999);
      assert.equal(seen.lines.length, 2);
      tick(1);
      see('a', { kind: 'host.ended', end: 'failed', because: 'no room' });
      tick(60_000);
      seen.progress.close();
      tick(60_000);
      assert.deepEqual(seen.lines, [
        '2 devices, in batches of 2',
        'a | push …',
        '0/2 done  elapsed 2m00s; slowest: a push 1m00s',
        'a | FAILED: no room.',
      ]);
      assert.deepEqual([seen.results, seen.writes], [[], []]);
    });
  });

  it('is the same where a robot has a terminal', () => {
    withClock(() => {
      const seen = progressOf({ isErrTerminal: true, env: { CI: 'true' } });
      seeing(seen)('', STARTED);
      seen.progress.close();
      assert.deepEqual([seen.lines.length, seen.writes.length], [1, 0]);
    });
  });

  it('is JSON on stdout as well where programs read it', () => {
    const seen = progressOf({ isJson: true, isErrTerminal: true });
    const event = { kind: 'run.stopped', because: 'x', runId: 'r', host: '', at: 't' } as const;
    seen.progress.see(event);
    seen.progress.close();
    assert.deepEqual(
      seen.results.map((line) => JSON.parse(line) as unknown),
      [{ version: 1, ...event }],
    );
    assert.deepEqual(seen.lines, ['the run stops: x']);
    assert.equal(seen.writes.length, 0);
  });

  it('has colours only where they are asked for', () => {
    for (const color of ['auto', 'never', 'always'] as const) {
      const seen = progressOf({ color });
      seeing(seen)('a', { kind: 'host.ended', end: 'failed', because: 'x' });
      seen.progress.close();
      const line = color === 'always' ? '\u001b[31ma | FAILED: x.\u001b[39m' : 'a | FAILED: x.';
      assert.deepEqual(seen.lines, [line]);
    }
  });
});

describe('progress on a terminal', () => {
  it('is at most four writes a second, whatever happens', () => {
    withClock((tick) => {
      const seen = progressOf({ isErrTerminal: true });
      const see = seeing(seen);
      see('', STARTED);
      for (let bytes = 0; bytes < 1000; bytes += 1) {
        see('a', { kind: 'action.progress', task: 'push', bytes, totalBytes: 1000 });
        if (bytes % 10 === 0) see('b', { kind: 'host.ended', end: 'failed', because: 'x' });
        tick(10);
      }
      // Ten seconds.
      for (const { atMs } of seen.writes) {
        const near = seen.writes.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000);
        assert.ok(near.length <= 4, `${String(near.length)} writes from ${String(atMs)} ms on`);
      }
      assert.ok(seen.writes.length > 30, `only ${String(seen.writes.length)} writes`);
      seen.progress.close();
      assert.equal(
        seen.writes
          .map(({ text }) => text)
          .join('')
          .match(/b \| FAILED: x\./g)?.length,
        100,
      );
      assert.deepEqual(seen.lines, []);
    });
  });

  it('keeps failures above, and tells no success', () => {
    withClock((tick) => {
      const seen = progressOf({ isErrTerminal: true });
      const see = seeing(seen);
      see('', STARTED);
      see('a', { kind: 'task.started', task: 'push', before: {} });
      see('a', { kind: 'host.ended', end: 'reached', because: 'all tasks are done' });
      see('b', { kind: 'host.ended', end: 'failed', because: 'no room' });
      seen.progress.say('somebody says this');
      tick(250);
      seen.progress.close();
      const [first, second, last] = seen.writes.map(({ text }) => text);
      assert.equal(seen.writes.length, 3);
      assert.equal(
        first,
        'run run-1  0/2 done  elapsed 0s\ndevices  [................] 0/2\nCtrl-C: finish current hosts and stop\n',
      );
      assert.equal(
        second,
        '\u001b[3A\u001b[0J2 devices, in batches of 2\n\u001b[31mb | FAILED: no room.\u001b[39m\nsomebody says this\n' +
          'run run-1  1/2 done  1 failed  elapsed 0s\nrome  [########........] 1/2  1 failed\n' +
          '\u001b[33mATTENTION  b: no room\u001b[39m\nCtrl-C: finish current hosts and stop\n',
      );
      assert.equal(last, '\u001b[4A\u001b[0J');
    });
  });
});

describe('progress with -v', () => {
  it('tells each task, and commands with -vv', () => {
    withClock(() => {
      for (const verbosity of [1, 2]) {
        const seen = progressOf({ isErrTerminal: true, verbosity, color: 'never' });
        const see = seeing(seen);
        see('a', { kind: 'action.started', task: 'push', index: 0, text: 'mkdir x' });
        see('a', { kind: 'task.ended', task: 'push', end: { kind: 'passed', because: 'done' } });
        seen.progress.close();
        const [, end] = seen.writes.map(({ text }) => text.replace(/^[^J]*J/, ''));
        assert.equal(end, `${verbosity === 2 ? 'a | $ mkdir x\n' : ''}a | push: passed, done\n`);
      }
    });
  });
});
