import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FRAME_MS, fleetOf200 } from '../../test/fakes/fleet-of-200.ts';
import { attention, heartbeat, slowest } from './fleet-trouble.ts';

const now = fleetOf200();

describe('trouble in a fleet', () => {
  it('is what is silent, then what failed', () => {
    assert.deepEqual(attention(now, FRAME_MS), [
      'init-015 no SSH 4m36s after reboot (limit 10m)',
      'umbr-015 no SSH 4m12s after reboot (limit 10m)',
      '3 devices: staging/push: no space left on the device: hool-014, star-014, acme-015',
      'glob-015: preflight/device: disk too small: 7.9 GB',
      'umbr-014: no connection to 192.0.2.7 port 22',
    ]);
  });

  it('has the slowest device first', () => {
    const lines = slowest(now, FRAME_MS);
    assert.equal(lines.length, 35);
    assert.deepEqual(
      [lines[0], lines.at(-1)],
      ['acme-022 connecting 14m', 'umbr-021 staging/format 2m00s'],
    );
  });

  it('is one line a minute for those without a screen, the slowest by name', () => {
    const line = heartbeat(now, FRAME_MS, ['81/200 done']);
    assert.match(
      line ?? '',
      /^81\/200 done {2}elapsed 41m; slowest: acme-022 connecting 14m; (.* upload \d+% {2}.*; ){3}.*; and 30 more$/,
    );
  });
});
