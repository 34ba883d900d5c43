import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody } from '../model/event.ts';
import { countWords } from './fleet-frame.ts';
import { fleetPicture, type FleetNow, type HostNow } from './fleet-picture.ts';
import { attention, heartbeat, slowest } from './fleet-trouble.ts';
import { siteLines } from './site-lines.ts';

type Step = readonly [host: string, second: number, body: EventBody];

const after = (...steps: readonly Step[]): FleetNow => {
  const picture = fleetPicture({
    runId: 'run-1',
    startedMs: 0,
    goal: 'reached',
    hosts: ['a', 'b'],
    phaseOf: (task) => (task === 'push' ? 'prepare' : ''),
  });
  for (const [host, second, body] of steps)
    picture.see({ ...body, runId: 'r', host, at: new Date(second * 1000).toISOString() });
  return picture.now();
};
const hostOf = (now: FleetNow, name: string): HostNow => {
  const host = now.hosts.get(name);
  assert.ok(host, name);
  return host;
};
const STARTED: Step = [
  '',
  0,
  {
    kind: 'run.started',
    batches: [['a', 'b'], ['c']],
    request: { sites: { a: 'rome', c: 'oslo' }, forks: 2, siteForks: 1 },
  },
];
const task = (name: string): EventBody => ({ kind: 'task.started', task: name, before: {} });
const progress = (bytes: number): EventBody => ({
  kind: 'action.progress',
  task: 'push',
  bytes,
  totalBytes: 10_000_000,
});
const REBOOT: EventBody = {
  kind: 'action.started',
  task: 'boot',
  index: 0,
  text: '(hidden: no_log)',
  does: 'reboot',
  limitMs: 600_000,
};
const DONE: EventBody = {
  kind: 'action.ended',
  task: 'boot',
  index: 0,
  outcome: { kind: 'done', result: null },
};

describe('the picture of a run', () => {
  it('knows the hosts of a rollback, which has no start, and those of a run with their sites', () => {
    assert.deepEqual([...after().hosts.keys()], ['a', 'b']);
    const now = after(STARTED);
    assert.deepEqual(
      [...now.hosts.values()].map(({ host, site, standing }) => [host, site, standing]),
      [
        ['a', 'rome', 'waiting'],
        ['b', '', 'waiting'],
        ['c', 'oslo', 'waiting'],
      ],
    );
    assert.deepEqual([now.forks, now.siteForks], [2, 1]);
  });

  it('measures an upload from where it began, and the time at a task', () => {
    const now = after(
      STARTED,
      ['a', 1, { kind: 'host.seen', where: { system: 'old', bootId: '' } }],
      ['b', 2, task('push')],
      ['b', 3, progress(1_000_000)],
      ['b', 5, progress(5_000_000)],
    );
    assert.deepEqual(slowest(now, 7000), ['a connecting 6s', 'b upload 50%  1.0 MB/s']);
    assert.deepEqual(siteLines(now, { width: 79, most: 9 }), [
      'rome       [................] 0/1  connecting 1',
      '(no site)  [................] 0/1  uploading 1',
      'oslo       [................] 0/1',
    ]);
    const done = after(STARTED, ['b', 2, task('push')], ['b', 3, progress(1)], ['b', 4, DONE]);
    assert.equal(hostOf(done, 'b').sent, null);
  });

  it('tells a device that is silent behind a reboot, or in an upload, and for how long it may be', () => {
    const rebooting = after(STARTED, ['a', 0, task('boot')], ['a', 10, REBOOT]);
    assert.deepEqual(attention(rebooting, 69_000), []);
    assert.deepEqual(attention(rebooting, 262_000), ['a no SSH 4m12s after reboot (limit 10m)']);
    assert.equal(hostOf(after(STARTED, ['a', 1, REBOOT], ['a', 2, DONE]), 'a').reboot, null);
    const stalled = after(STARTED, ['b', 0, progress(1)]);
    assert.deepEqual(attention(stalled, 61_000), ['b upload stands still for 1m01s']);
  });

  it('groups what failed for the same reason, the newest first', () => {
    const failed = (host: string, second: number, because: string): Step => [
      host,
      second,
      { kind: 'host.ended', end: 'failed', because },
    ];
    const now = after(STARTED, failed('a', 1, 'a is full'), failed('b', 2, 'b is full'), [
      'c',
      3,
      { kind: 'host.ended', end: 'unreachable', because: 'no answer' },
    ]);
    assert.deepEqual(attention(now, 0), ['c: no answer', '2 devices: the device is full: b, a']);
    assert.deepEqual(countWords(now), ['0/3 done', '2 failed', '1 unreachable']);
  });
});

describe('the picture of a ladder', () => {
  it('follows batches, a soak and a gate', () => {
    const batch = { batch: 1, of: 2, hosts: ['a', 'b'] };
    const soaking = after(
      STARTED,
      ['', 1, { kind: 'batch.started', ...batch }],
      ['', 5, { kind: 'batch.soaking', durationMs: 60_000, ...batch }],
    );
    assert.equal(soaking.soakEndsMs, 65_000);
    assert.deepEqual(countWords(soaking), ['batch 1/2', '0/3 done']);
    assert.equal(heartbeat(soaking, 20_000, ['x']), 'x  elapsed 20s; soaking, 45s left');
    assert.equal(heartbeat(soaking, 65_000, ['x']), null);
    const gate = after(STARTED, ['a', 9, { kind: 'gate.started', text: 'curl' }]);
    assert.deepEqual(siteLines(gate, { width: 79, most: 1 }), ['and 3 more sites  0/3']);
    assert.equal(hostOf(gate, 'a').phase, 'health gate');
    const stopped = after(STARTED, ['', 9, { kind: 'run.stopped', because: 'enough' }]);
    assert.equal(stopped.stoppedBecause, 'enough');
  });

  it('shows an undo as one', () => {
    const undo = after(STARTED, ['a', 1, { kind: 'undo.started', task: 'push' }]);
    assert.match(siteLines(undo, { width: 79, most: 9 })[0] ?? '', /rolling back 1$/);
    const ended = { kind: 'undo.ended', task: 'push', ok: true, because: '' } as const;
    const undone = after(
      STARTED,
      ['a', 1, { kind: 'undo.started', task: 'push' }],
      ['a', 2, ended],
    );
    assert.equal(hostOf(undone, 'a').isUndoing, false);
  });

  it('is one line as a heartbeat', () => {
    const now = after(STARTED, ['a', 1, task('x')], ['b', 2, task('push')]);
    assert.equal(
      heartbeat(now, 61_000, countWords(now)),
      '0/3 done  elapsed 1m01s; slowest: a x 1m00s; b push 59s',
    );
  });
});
