import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MIXED, viewOf } from '../../test/fakes/report-hosts.ts';
import { needsVisit, runReport } from './run-report.ts';

describe('the report of a run', () => {
  it('is by site, with the time of its devices', () => {
    const { sites, hosts, visits } = runReport(MIXED);
    assert.deepEqual(sites, [
      { site: '', devices: 1, reached: 0, others: { failed: 1 }, totalMs: 0, longestMs: 0 },
      {
        site: 'rome',
        devices: 3,
        reached: 1,
        others: { 'not started': 1, unreachable: 1 },
        totalMs: 120_000,
        longestMs: 90_000,
      },
    ]);
    assert.deepEqual(
      hosts.map(({ host }) => host),
      ['bad', 'late', 'web-2', 'web-10'],
    );
    assert.deepEqual(visits, ['web-2']);
  });

  it('sends nobody to a device that answers, or that was never touched', () => {
    const silent = { standing: 'unreachable', isTouched: true } as const;
    assert.equal(needsVisit(viewOf('a', silent)), true);
    assert.equal(needsVisit(viewOf('a', { ...silent, where: null })), false);
    assert.equal(needsVisit(viewOf('a', { ...silent, isTouched: false })), false);
    assert.equal(needsVisit(viewOf('a', { standing: 'failed', isTouched: true })), false);
    assert.equal(needsVisit(viewOf('a', { standing: 'unknown' })), true);
  });
});
