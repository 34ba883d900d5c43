import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { EventBody } from '../model/event.ts';
import type { App } from './app.ts';
import { painted } from './paint.ts';
import { showProgress } from './progress.ts';

const appWith = (): App & { readonly results: string[]; readonly lines: string[] } => {
  const results: string[] = [];
  const lines: string[] = [];
  return {
    results,
    lines,
    env: {},
    cwd: '/',
    home: '/',
    user: 'me',
    operator: 'me@here',
    out: (text) => results.push(text),
    err: (text) => lines.push(text),
    isOutTerminal: false,
    isErrTerminal: false,
    isInTerminal: false,
    hasColor: true,
    width: 80,
    ask: () => Promise.resolve(''),
    onSignal: () => () => undefined,
  };
};

describe('progress without a terminal', () => {
  it('is a line a change, and every 30 s what is under way', () => {
    mock.timers.enable({ apis: ['setInterval', 'Date'], now: 0 });
    const app = appWith();
    const progress = showProgress(app, {
      isJson: false,
      detail: 'states',
      phaseOf: () => 'prepare',
    });
    const see = (host: string, body: EventBody): void => {
      progress.see({ ...body, runId: 'r', host, at: new Date().toISOString() });
    };
    see('', { kind: 'run.started', batches: [['a']], request: {} });
    mock.timers.tick(30_000);
    see('a', { kind: 'task.started', task: 'push', before: {} });
    mock.timers.tick(30_000);
    see('a', { kind: 'host.ended', end: 'failed', because: 'no room' });
    mock.timers.tick(30_000);
    progress.close();
    mock.timers.tick(30_000);
    mock.timers.reset();
    assert.deepEqual(app.lines, [
      '1 device, in batches of 1',
      'a | push …',
      '0 of 1 done; under way: a  prepare: push  30 s',
      'a | FAILED: no room.',
    ]);
    assert.deepEqual(app.results, []);
  });

  it('is JSON on stdout as well where programs read it', () => {
    const app = appWith();
    const progress = showProgress(app, { isJson: true, detail: 'states', phaseOf: () => '' });
    const event = { kind: 'run.stopped', because: 'x', runId: 'r', host: '', at: 't' } as const;
    progress.see(event);
    progress.close();
    assert.deepEqual(
      app.results.map((line) => JSON.parse(line) as unknown),
      [{ version: 1, ...event }],
    );
    assert.deepEqual(app.lines, ['the run stops: x']);
  });
});

describe('colours', () => {
  it('repeat what a line says, and are left out where there are none', () => {
    assert.equal(painted('a | REACHED: all', true), '\u001b[32ma | REACHED: all\u001b[39m');
    assert.equal(painted('│ a │ failed   │', true), '\u001b[31m│ a │ failed   │\u001b[39m');
    assert.equal(painted('a | REACHED: all', false), 'a | REACHED: all');
    assert.equal(painted('a | push: changed', true), 'a | push: changed');
  });
});
