import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MIXED, runOf, viewOf } from '../../test/fakes/report-hosts.ts';
import { reportMd } from './report-md.ts';
import { runReport } from './run-report.ts';

describe('the report as a page', () => {
  it('has sites, visits, reasons and devices', () => {
    const lines = reportMd(runReport({ ...MIXED, stoppedBecause: '1 failed' })).split('\n');
    const has = (line: string): void => {
      assert.ok(lines.includes(line), `${line}\nis not in\n${lines.join('\n')}`);
    };
    has('# Run run-1');
    has(
      '1 of 4 devices reached the goal. Started 2026-01-01T00:00:00.000Z, last event 2026-01-01T01:00:00.000Z.',
    );
    has('Stopped early: 1 failed.');
    has('| rome | 3 | 1 | 1 not started, 1 unreachable | 2 min | 1 min 30 s |');
    has('- web-2 (rome): unreachable, last seen in the environment system. no answer for 10 min.');
    has('- web-2: no answer for 10 min');
    has('| web-10 | rome | reached | new |  | 1 min 30 s |  |');
    assert.deepEqual(
      lines.filter((line) => line.startsWith('## ')),
      ['## Sites', '## Devices that need a visit', '## Why', '## Devices'],
    );
  });

  it('leaves a device no way to write into the page', () => {
    const page = reportMd(runReport(MIXED));
    assert.doesNotMatch(page, /(?<!\\)<|[^\\]\[a|^# h|(?<!:\u200b)\/\/evil/m);
    assert.match(page, /\\<b\\>\\\|\\`x\\`\\\[a\\\]\(b\) \/ \\# h/);
  });

  it('groups warnings, and has no empty section', () => {
    const warnings = [
      { id: 'P26', title: '', level: 'warn', says: 'no name server', prevents: '', hint: '' },
    ] as const;
    const page = reportMd(runReport(runOf(viewOf('a', { warnings }), viewOf('b', { warnings }))));
    assert.match(page, /## Warnings\n\n- 2 devices: P26, no name server: a, b\n/);
    assert.doesNotMatch(page, /## Why|visit/);
  });
});
