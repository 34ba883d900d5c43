import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetPicture, type FleetNow } from './fleet-picture.ts';
import { siteLines } from './site-lines.ts';

const fleet = (sites: Readonly<Record<string, string>>, done: readonly string[] = []): FleetNow => {
  const picture = fleetPicture({
    runId: 'r',
    startedMs: 0,
    goal: 'reached',
    hosts: [],
    phaseOf: () => '',
  });
  const about = { runId: 'r', at: new Date(0).toISOString() };
  const batches = [Object.keys(sites)];
  picture.see({ ...about, host: '', kind: 'run.started', batches, request: { sites } });
  for (const host of done)
    picture.see({ ...about, host, kind: 'host.ended', end: 'reached', because: '' });
  return picture.now();
};
const WIDE = { width: 79, most: 9 };

describe('the lines of the sites', () => {
  it('fill a bar in sixteenths, and align', () => {
    const sites = { a: 'rome', b: 'rome', c: 'rome', d: 'new york' };
    assert.deepEqual(siteLines(fleet(sites, ['a', 'd']), WIDE), [
      'rome      [#####...........] 1/3',
      'new york  [################] 1/1',
    ]);
  });

  it('are one line where no device has a site', () => {
    assert.deepEqual(siteLines(fleet({ a: '', b: '' }), WIDE), ['devices  [................] 0/2']);
  });

  it('keep sites with devices left where not all find room', () => {
    const sites = { a: 'done', b: 'left', c: 'also left' };
    assert.deepEqual(siteLines(fleet(sites, ['a']), { width: 79, most: 2 }), [
      'left  [................] 0/1',
      'and 2 more sites  1/2',
    ]);
    assert.deepEqual(siteLines(fleet(sites), { width: 79, most: 0 }), []);
  });

  it('cut a name that would push the rest away', () => {
    const [line] = siteLines(fleet({ a: 'a'.repeat(99) }), { width: 50, most: 1 });
    assert.equal(line, 'aaaaaaaaa…  [................] 0/1');
  });
});
