import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostTable, plainTable } from './host-table.ts';
import type { HostView } from './run-view.ts';

const host = (more: Partial<HostView> = {}): HostView => ({
  host: 'web-1',
  site: 'berlin',
  standing: 'failed',
  where: 'environment',
  hasCrossed: false,
  isTouched: true,
  lastTask: 'install/format',
  because: 'install/format: exit code 1',
  hint: 'Resume.',
  durationMs: 61_000,
  warnings: [],
  lastOutput: '',
  ...more,
});
const cells = (line = ''): readonly string[] =>
  line
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());

describe('the table of hosts', () => {
  it('has a row for each, with what it says in short', () => {
    const lines = hostTable([host()], 200).split('\n');
    assert.deepEqual(
      [cells(lines[1]), cells(lines[3])],
      [
        ['host', 'site', 'end', 'where', 'last step', 'took', 'because'],
        [
          ...['web-1', 'berlin', 'failed', 'environment', 'install/format', '1 min 1 s'],
          'install/format: exit code 1',
        ],
      ],
    );
  });

  it('says nothing where there is nothing to say', () => {
    const nobody = host({ where: null, durationMs: 0, because: '', standing: 'not started' });
    const [, , , row] = hostTable([nobody], 200).split('\n');
    assert.deepEqual(cells(row), ['web-1', 'berlin', 'not started', '', 'install/format', '', '']);
  });

  it('keeps within the terminal: the reason is wrapped, whole', () => {
    const because = 'the device did not come back from the old system in 600 s';
    const text = hostTable([host({ because }), host()], 100);
    for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
    const reason = text.split('\n').map((line) => cells(line).at(-1) ?? '');
    assert.match(reason.join(' '), /the device did not come back from the old system in 600 s/);
  });

  it('takes what a device printed for text', () => {
    assert.match(hostTable([host({ because: '\u001b[2Jgone\nagain' })], 200), /│ gone \/ again/);
  });
});

describe('a plain table', () => {
  it('has titles and rows, each cell on one line and without colours', () => {
    assert.equal(
      plainTable(['run', 'says'], [['r1', 'a\nb\u001b[31m']]),
      [
        '┌─────┬───────┐',
        '│ run │ says  │',
        '├─────┼───────┤',
        '│ r1  │ a / b │',
        '└─────┴───────┘',
      ].join('\n'),
    );
  });
});
