import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetOf200, FRAME_MS, manySites } from '../../test/fakes/fleet-of-200.ts';
import { fleetFrame, type FrameOptions } from './fleet-frame.ts';

const SMALL: FrameOptions = { nowMs: FRAME_MS, width: 80, height: 24, stop: 'go-on' };

describe('the screen of a run with 200 devices', () => {
  it('fits 80 columns and 24 rows', () => {
    assert.deepEqual(fleetFrame(fleetOf200(), SMALL), [
      'batch 3/5  81/200 done  4 failed  1 unreachable  elapsed 41m  eta ~36m',
      'acme-berlin      [####............] 14/48  1 failed  install 3  uploading 2  p…',
      'globex           [###.............] 14/60  1 failed  uploading 2  install 2  p…',
      'initech          [#######.........] 14/32  uploading 2  install 2  prepare 2  …',
      'umbrella         [########........] 13/24  1 unreachable  uploading 2  install…',
      'hooli            [##########......] 13/20  1 failed  install 3  uploading 2  p…',
      'stark-industri…  [#############...] 13/16  1 failed  uploading 2',
      'ATTENTION  init-015 no SSH 4m36s after reboot (limit 10m)',
      '           umbr-015 no SSH 4m12s after reboot (limit 10m)',
      '           3 devices: staging/push: no space left on the device: hool-014, sta…',
      '           glob-015: preflight/device: disk too small: 7.9 GB',
      '           umbr-014: no connection to 192.0.2.7 port 22',
      'slowest    acme-022 connecting 14m',
      '           hool-015 upload 16%  26.7 kB/s',
      '           star-015 upload 18%  30.0 kB/s',
      '           acme-016 upload 20%  33.3 kB/s',
      '           glob-016 upload 22%  36.7 kB/s',
      'Ctrl-C: finish current hosts and stop',
    ]);
  });

  it('tells more on 120 columns and 50 rows', () => {
    assert.deepEqual(fleetFrame(fleetOf200(), { ...SMALL, width: 120, height: 50 }), [
      'run 2026-11-26-1110-85c4e4  batch 3/5  81/200 done  4 failed  1 unreachable  elapsed 41m  eta ~36m',
      'acme-berlin              [####............] 14/48  1 failed  install 3  uploading 2  prepare 1  connecting 1',
      'globex                   [###.............] 14/60  1 failed  uploading 2  install 2  prepare 2',
      'initech                  [#######.........] 14/32  uploading 2  install 2  prepare 2  rebooting 1',
      'umbrella                 [########........] 13/24  1 unreachable  uploading 2  install 2  rebooting 1  prepare 1  roll…',
      'hooli                    [##########......] 13/20  1 failed  install 3  uploading 2  prepare 1',
      'stark-industries-rotte…  [#############...] 13/16  1 failed  uploading 2',
      'ATTENTION  init-015 no SSH 4m36s after reboot (limit 10m)   umbr-015 no SSH 4m12s after reboot (limit 10m)',
      '           3 devices: staging/push: no space left on the device: hool-014, star-014, acme-015',
      '           glob-015: preflight/device: disk too small: 7.9 GB   umbr-014: no connection to 192.0.2.7 port 22',
      'slowest    acme-022 connecting 14m',
      '           hool-015 upload 16%  26.7 kB/s',
      '           star-015 upload 18%  30.0 kB/s',
      '           acme-016 upload 20%  33.3 kB/s',
      '           glob-016 upload 22%  36.7 kB/s',
      'Ctrl-C: finish current hosts and stop',
    ]);
  });
});

describe('the screen of a run that finds little room', () => {
  it('keeps the busy sites where there are too many of them, and says who is waited for', () => {
    const options = { ...SMALL, height: 8, stop: 'drain' } as const;
    assert.deepEqual(fleetFrame(fleetOf200(manySites(40)), options), [
      'batch 3/5  81/200 done  4 failed  1 unreachable  elapsed 41m  eta ~24m',
      's01  [#########.......] 3/5  connecting 1',
      'and 39 more sites  78/195',
      'ATTENTION  s07-003 no SSH 4m36s after reboot (limit 10m)',
      '           s08-003 no SSH 4m12s after reboot (limit 10m)   and 3 more',
      'slowest    s01-004 connecting 14m',
      'stopping; Ctrl-C again: leave at once; waiting for s07-003, s08-003, s09-003, …',
    ]);
  });

  it('never leaves the terminal, however small it is', () => {
    for (const sites of [manySites(1), manySites(40), { here: 200 }])
      for (const width of [20, 40, 79, 200])
        for (const height of [1, 2, 3, 5, 10, 24, 60]) {
          const lines = fleetFrame(fleetOf200(sites), { ...SMALL, width, height });
          const size = `${String(width)}x${String(height)}`;
          assert.ok(
            lines.length <= Math.max(1, height - 1),
            `${size}: ${String(lines.length)} rows`,
          );
          for (const line of lines) assert.ok(line.length < width, `${size}: ${line}`);
        }
  });

  it('says what goes on after the second Ctrl-C', () => {
    const last = fleetFrame(fleetOf200(), { ...SMALL, width: 120, stop: 'detach' }).at(-1) ?? '';
    assert.match(last, /^leaving; Ctrl-C again: abort; .* and \d+ more go on by themselves$/);
  });
});
