import type { HostView, RunView } from '../../src/report/run-view.ts';

export const viewOf = (host: string, more: Partial<HostView> = {}): HostView => ({
  host,
  site: '',
  standing: 'reached',
  where: 'new',
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

export const runOf = (...hosts: readonly HostView[]): RunView => ({
  runId: 'run-1',
  startedAt: '2026-01-01T00:00:00.000Z',
  lastEventAt: '2026-01-01T01:00:00.000Z',
  request: null,
  batches: [],
  stoppedBecause: '',
  hosts,
});

/** What a device that means harm could print. */
export const HOSTILE =
  '=HYPERLINK("http://evil","x") ]]></failure><script>&amp;\u0000\u001b[2J\ufffe\ud800 <b>|`x`[a](b)\n# h';

/** A run of every kind of end. */
export const MIXED = runOf(
  viewOf('web-10', { site: 'rome', durationMs: 90_000 }),
  viewOf('web-2', {
    site: 'rome',
    standing: 'unreachable',
    where: 'environment',
    isTouched: true,
    hasCrossed: true,
    lastTask: 'install/format',
    because: 'no answer for 10 min',
    durationMs: 30_000,
  }),
  viewOf('bad', {
    standing: 'failed',
    where: 'old',
    lastTask: 'generic/shell',
    because: HOSTILE,
    hint: '+look at it',
    lastOutput: HOSTILE,
  }),
  viewOf('late', { site: 'rome', standing: 'not started', where: null }),
);
