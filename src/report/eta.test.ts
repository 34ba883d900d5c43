import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody } from '../model/event.ts';
import { etaMs } from './eta.ts';
import { fleetPicture, type FleetNow } from './fleet-picture.ts';

const BATCHES = [['a'], ['b', 'c', 'd'], ['e', 'f', 'g', 'h']];
const SITES = { a: 'x', b: 'x', c: 'x', d: 'x', e: 'x', f: 'y', g: 'y', h: 'y' };

/** The canary took 100 s. */
const after = (
  limits: { readonly forks: number; readonly siteForks: number },
  ...more: readonly (readonly [string, number, EventBody])[]
): FleetNow => {
  const picture = fleetPicture({
    runId: 'r',
    startedMs: 0,
    goal: 'reached',
    hosts: [],
    phaseOf: () => '',
  });
  const canary: readonly (readonly [string, number, EventBody])[] = [
    ['', 0, { kind: 'run.started', batches: BATCHES, request: { sites: SITES, ...limits } }],
    ['a', 0, { kind: 'host.seen', where: { system: 'old', bootId: '' } }],
  ];
  for (const [host, second, body] of [...canary, ...more])
    picture.see({ ...body, runId: 'r', host, at: new Date(second * 1000).toISOString() });
  return picture.now();
};
const ended = (end: 'reached' | 'failed'): EventBody => ({ kind: 'host.ended', end, because: '' });
const SEEN: EventBody = { kind: 'host.seen', where: { system: 'old', bootId: '' } };
const MANY = { forks: 50, siteForks: 50 };

describe('the time that is left', () => {
  it('is not known before a device is done, and none once all are or the run stops', () => {
    assert.equal(etaMs(after(MANY), 50_000), null);
    assert.equal(etaMs(after(MANY, ['a', 100, ended('failed')]), 100_000), null);
    const stopped: EventBody = { kind: 'run.stopped', because: 'enough' };
    assert.equal(etaMs(after(MANY, ['a', 100, ended('reached')], ['', 100, stopped]), 1), null);
    const all = Object.keys(SITES).map((host) => [host, 100, ended('reached')] as const);
    assert.equal(etaMs(after(MANY, ...all), 100_000), null);
  });

  it('is one device a batch where all of it goes at once', () => {
    assert.equal(etaMs(after(MANY, ['a', 100, ended('reached')]), 100_000), 200_000);
  });

  it('knows forks and the forks of a site', () => {
    const done = ['a', 100, ended('reached')] as const;
    // Two rounds for three devices, two for four.
    assert.equal(etaMs(after({ forks: 2, siteForks: 2 }, done), 100_000), 400_000);
    // Three at x one by one, then three at y one by one.
    assert.equal(etaMs(after({ forks: 50, siteForks: 1 }, done), 100_000), 600_000);
  });

  it('counts what devices under way have behind them', () => {
    const busy = ['b', 'c', 'd'].map((host) => [host, 100, SEEN] as const);
    const now = after(MANY, ['a', 100, ended('reached')], ...busy);
    assert.equal(etaMs(now, 160_000), 40_000 + 100_000);
    assert.equal(etaMs(now, 900_000), 100_000);
  });
});
