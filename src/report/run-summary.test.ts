import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostDetails, standingCounts, summaryLines, tableHosts } from './run-summary.ts';
import type { HostStanding, HostView, RunView } from './run-view.ts';

const host = (name: string, standing: HostStanding, more: Partial<HostView> = {}): HostView => ({
  host: name,
  site: '',
  standing,
  where: 'old',
  hasCrossed: false,
  isTouched: false,
  lastTask: '',
  because: '',
  hint: '',
  durationMs: 0,
  warnings: [],
  lastOutput: '',
  ...more,
});
const run = (hosts: readonly HostView[], stoppedBecause = ''): RunView => ({
  runId: 'r1',
  startedAt: '',
  lastEventAt: '',
  request: null,
  batches: [],
  stoppedBecause,
  hosts,
});
const NEXT = [
  'next: stem-remote report r1    why, per device',
  '      stem-remote resume r1    goes on from where each device is',
];
const ROLL_BACK =
  '      stem-remote rollback r1  undoes what it did, before the point of no return';

describe('the summary of a run', () => {
  it('counts ends, the good ones first', () => {
    const hosts = [host('a', 'not started'), host('b', 'failed'), host('c', 'reached')];
    assert.equal(standingCounts(hosts), '1 reached, 1 failed, 1 not started');
    assert.equal(standingCounts([]), 'no devices');
  });

  it('has nothing to do next where all got there', () => {
    assert.deepEqual(summaryLines(run([host('a', 'reached', { isTouched: true })])), [
      'run r1: 1 reached',
    ]);
  });

  it('says why it stopped early, and whom it never touched', () => {
    const hosts = [host('a', 'unreachable'), host('b', 'not started'), host('c', 'not started')];
    assert.deepEqual(summaryLines(run(hosts, '1 hosts did not get there')), [
      'run r1: 1 unreachable, 2 not started',
      'stopped early: 1 hosts did not get there; never started: b, c',
      ...NEXT,
    ]);
    assert.deepEqual(summaryLines(run([host('a', 'failed')], 'it failed')).slice(1), NEXT);
  });

  it('names identical failures once', () => {
    const full = { because: 'push: no space left' };
    const hosts = [
      host('a', 'failed', full),
      host('b', 'rolled-back', full),
      host('c', 'stopped', full),
    ];
    assert.deepEqual(
      summaryLines(run([...hosts, host('d', 'failed', { because: 'x' })])).slice(1, 2),
      ['2 devices: push: no space left: a, b'],
    );
  });

  it('has a table of all devices of a small run, and of those that need a look in a large one', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => host(`h${String(index)}`, 'reached'));
    assert.equal(tableHosts(hosts).length, 40);
    assert.deepEqual(
      tableHosts([...hosts, host('bad', 'failed')]).map((one) => one.host),
      ['bad'],
    );
  });

  it('offers a rollback only where there is something to undo', () => {
    const rollbackOf = (standing: HostStanding, more: Partial<HostView>): boolean =>
      summaryLines(run([host('a', standing, more), host('b', 'failed')])).includes(ROLL_BACK);
    assert.equal(rollbackOf('failed', { isTouched: true }), true);
    assert.equal(rollbackOf('failed', { isTouched: false }), false);
    assert.equal(rollbackOf('failed', { isTouched: true, hasCrossed: true }), false);
    assert.equal(rollbackOf('reached', { isTouched: true }), false);
  });
});

describe('one host in full', () => {
  it('says where it is, why and what to do, its warnings and its last words', () => {
    const warning = { id: 'P7', title: '', level: 'warn', prevents: '', hint: '' } as const;
    const details = hostDetails(
      host('web-1', 'failed', {
        where: 'environment',
        hasCrossed: true,
        lastTask: 'install/format',
        because: 'exit code 1',
        hint: 'Resume.',
        warnings: [{ ...warning, says: 'the disk is slow' }],
        lastOutput: 'mkfs: \u001b[31mno\u001b[0m\n',
      }),
    );
    assert.deepEqual(details, [
      'web-1: failed, last seen in the environment system, past the point of no return',
      '  last step: install/format',
      '  failed: exit code 1. Next: Resume.',
      '  the end of its output:',
      '    | mkfs: no',
      '  warning P7: the disk is slow.',
    ]);
  });

  it('shows ten lines of output, and none of a host that got there', () => {
    const lastOutput = Array.from({ length: 30 }, (_, index) => `line ${String(index)}\n`).join('');
    const lines = hostDetails(host('a', 'failed', { lastOutput }));
    assert.deepEqual(
      [lines.length, lines[2], lines.at(-1)],
      [12, '    | line 20', '    | line 29'],
    );
    assert.deepEqual(hostDetails(host('a', 'reached', { lastOutput })), [
      'a: reached, last seen in the old system',
    ]);
    assert.deepEqual(hostDetails(host('a', 'unreachable', { where: null })), [
      'a: unreachable, never reached',
    ]);
  });
});
