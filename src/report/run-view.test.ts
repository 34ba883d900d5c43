import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody, StemEvent } from '../model/event.ts';
import { hostTable } from './host-table.ts';
import { hostDetails, standingCounts, summaryLines } from './run-summary.ts';
import { viewRun, type HostView, type RunView } from './run-view.ts';

const START: EventBody = {
  kind: 'run.started',
  batches: [['web-1'], ['web-2']],
  request: { sites: { 'web-1': 'berlin', 'web-2': 'rome' } },
};
const seen = (system: 'old' | 'environment' | 'new'): EventBody => ({
  kind: 'host.seen',
  where: { system, bootId: system },
});
const started = (task: string): EventBody => ({ kind: 'task.started', task, before: {} });
const changed = (task: string): EventBody => ({
  kind: 'task.ended',
  task,
  end: { kind: 'changed', output: null },
});
const ended = (end: 'reached' | 'failed' | 'rolled-back', because: string): EventBody => ({
  kind: 'host.ended',
  end,
  because,
});
const FAILED: readonly EventBody[] = [
  seen('environment'),
  started('format'),
  { kind: 'no-return.crossed', task: 'format' },
  { kind: 'action.started', task: 'format', index: 0, text: 'mkfs.ext4 /dev/sda1' },
  {
    kind: 'action.ended',
    task: 'format',
    index: 0,
    outcome: {
      kind: 'failed',
      because: 'exit code 1',
      result: { exitCode: 1, stdout: '', stderr: 'no \u001b[31mdisk\n', isCut: false },
    },
  },
  {
    kind: 'task.ended',
    task: 'format',
    end: { kind: 'failed', because: 'exit code 1', hint: 'Read its output' },
  },
  ended('failed', 'format: exit code 1'),
];

/** A second lies between two events. */
const eventsOf = (
  ...bodies: readonly (readonly [host: string, body: EventBody])[]
): readonly StemEvent[] =>
  bodies.map(([host, body], index) => ({
    ...body,
    runId: 'run-1',
    host,
    at: new Date(index * 1000).toISOString(),
  }));

const of = (host: string, bodies: readonly EventBody[]): (readonly [string, EventBody])[] =>
  bodies.map((body) => [host, body]);

const view = (...bodies: readonly (readonly [string, EventBody])[]): RunView => {
  const run = viewRun(eventsOf(...bodies));
  assert.ok(run);
  return run;
};
const first = ({ hosts: [host] }: RunView): HostView => {
  assert.ok(host);
  return host;
};

describe('the view of a run', () => {
  it('is null where the journal has no such run', () => {
    assert.equal(viewRun([]), null);
  });

  it('knows each host, also those that were not started', () => {
    const run = view(
      ['', START],
      ...of('web-1', [seen('old'), started('lock'), changed('lock'), ended('reached', 'done')]),
      ['', { kind: 'run.stopped', because: 'the operator stopped it' }],
    );
    assert.deepEqual(
      run.hosts.map(({ host, site, standing, where, lastTask, durationMs }) => ({
        host,
        site,
        standing,
        where,
        lastTask,
        durationMs,
      })),
      [
        {
          host: 'web-1',
          site: 'berlin',
          standing: 'reached',
          where: 'old',
          lastTask: 'lock',
          durationMs: 3000,
        },
        {
          host: 'web-2',
          site: 'rome',
          standing: 'not started',
          where: null,
          lastTask: '',
          durationMs: 0,
        },
      ],
    );
    assert.equal(run.stoppedBecause, 'the operator stopped it');
  });

  it('counts a resumed host as under way, and not the pause before', () => {
    const host = first(
      view(
        ['', START],
        ...of('web-1', FAILED),
        ['', START],
        ...of('web-1', [seen('environment'), started('format')]),
      ),
    );
    assert.equal(host.standing, 'under way');
    assert.equal(host.because, '');
    assert.equal(host.durationMs, 6000 + 1000);
  });
});

describe('the view of one host', () => {
  it('keeps what a failure needs: crossed, half-way, hint, the end of the output', () => {
    const host = first(view(['', START], ...of('web-1', FAILED)));
    assert.equal(host.hasCrossed && host.isTouched, true);
    assert.deepEqual(hostDetails(host), [
      'web-1: failed, last seen in the environment system, past the point of no return',
      '  last step: format',
      '  failed: format: exit code 1. Next: Read its output',
      '  the end of its output:',
      '    | no disk',
    ]);
  });

  it('keeps the output of what failed, not of the undo that came after it', () => {
    const undo: readonly EventBody[] = [
      { kind: 'undo.started', task: 'lock' },
      { kind: 'action.started', task: 'lock', index: 0, text: 'rm -rf /run/stem/lock' },
      { kind: 'action.output', task: 'lock', text: 'gone' },
    ];
    const host = first(view(['', START], ...of('web-1', [...FAILED, ...undo])));
    assert.deepEqual(hostDetails(host).slice(-1), ['    | no disk']);
  });

  it('is no longer touched once it is rolled back, also where a task had nothing to undo', () => {
    const undone: EventBody = { kind: 'undo.ended', task: 'lock', ok: true, because: '' };
    const bodies = [seen('old'), started('lock'), started('shell'), undone];
    assert.equal(first(view(['', START], ...of('web-1', bodies))).isTouched, true);
    const rolledBack = [...bodies, ended('rolled-back', 'as asked')];
    assert.equal(first(view(['', START], ...of('web-1', rolledBack))).isTouched, false);
  });

  it('does not count the time while nobody drove it', () => {
    const killed = [seen('old'), started('lock')];
    const host = first(
      view(['', START], ...of('web-1', killed), ['', START], ...of('web-1', killed)),
    );
    assert.equal(host.durationMs, 2000);
  });

  it('forgets a stop that a resumption has overcome', () => {
    const stop: EventBody = { kind: 'run.stopped', because: 'x' };
    assert.equal(view(['', START], ['', stop], ['', START]).stoppedBecause, '');
  });

  it('keeps warnings of the newest check of a task', () => {
    const check = (level: 'ok' | 'warn'): EventBody => ({
      kind: 'task.checked',
      task: 'preflight',
      verdict: { kind: 'satisfied', because: '' },
      findings: [{ id: 'P1', title: 't', level, says: 'it is old', prevents: '', hint: '' }],
    });
    const warned = first(view(['', START], ...of('web-1', [check('ok'), check('warn')])));
    assert.deepEqual(hostDetails(warned).slice(1), [
      '  last step: preflight',
      '  warning P1: it is old.',
    ]);
    assert.equal(
      first(view(['', START], ...of('web-1', [check('warn'), check('ok')]))).warnings.length,
      0,
    );
  });
});

describe('the final table', () => {
  const run = view(['', START], ...of('web-1', FAILED));

  it('has one row a host and fits the terminal', () => {
    const lines = hostTable(run.hosts, 90).split('\n');
    assert.match(lines[1] ?? '', /host .* site .* end .* where .* last step .* took .* because/);
    assert.match(
      lines[3] ?? '',
      /web-1 .* berlin .* failed .* environment .* format .* 6\.0 s .* format:/,
    );
    assert.ok(
      lines.every(({ length }) => length <= 90),
      lines.join('\n'),
    );
  });

  it('is followed by counts and the next commands', () => {
    assert.equal(standingCounts(run.hosts), '1 failed, 1 not started');
    assert.deepEqual(summaryLines({ ...run, stoppedBecause: '1 hosts did not get there' }), [
      'run run-1: 1 failed, 1 not started',
      'stopped early: 1 hosts did not get there; never started: web-2',
      'next: stem-remote report run-1    why, per device',
      '      stem-remote resume run-1    goes on from where each device is',
    ]);
  });

  it('says nothing more where all got there', () => {
    const hosts = run.hosts.map((host) => ({ ...host, standing: 'reached' as const }));
    assert.deepEqual(summaryLines({ ...run, hosts }), ['run run-1: 2 reached']);
  });

  it('offers the rollback before the point of no return', () => {
    const half = view(['', START], ...of('web-1', [seen('old'), started('lock')]));
    assert.match(summaryLines(half).at(-1) ?? '', /rollback run-1/);
  });
});
