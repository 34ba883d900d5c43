import type { EventBody } from '../../src/model/event.ts';
import { fleetPicture, type FleetNow } from '../../src/report/fleet-picture.ts';

const MINUTE = 60_000;

/** Sites with the number of their devices: 200 in all. */
const SITES = {
  'acme-berlin': 48,
  globex: 60,
  initech: 32,
  umbrella: 24,
  hooli: 20,
  'stark-industries-rotterdam': 16,
};

/** Sites of five devices each. */
export const manySites = (count: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`s${String(index + 1).padStart(2, '0')}`, 5]),
  );

export const FRAME_MS = 41 * MINUTE;

/**
 * A run after 41 minutes, in its third batch of five. A device takes 12 minutes. Of the batch some are done, some failed,
 * and the rest are at work in many ways.
 */
export function fleetOf200(sites: Readonly<Record<string, number>> = SITES): FleetNow {
  const siteOf = new Map<string, string>();
  // One device of each site in turn, so that every batch has many sites.
  for (let number = 1; number <= Math.max(...Object.values(sites)); number += 1)
    for (const [site, size] of Object.entries(sites))
      if (number <= size)
        siteOf.set(`${site.slice(0, 4)}-${String(number).padStart(3, '0')}`, site);
  const hosts = [...siteOf.keys()];
  const picture = fleetPicture({
    runId: '2026-11-26-1110-85c4e4',
    startedMs: 0,
    goal: 'reached',
    hosts: [],
    phaseOf: (task) => (task === '' ? '' : task.startsWith('install/') ? 'install' : 'prepare'),
  });
  const see = (host: string, atMs: number, body: EventBody): void => {
    picture.see({ ...body, runId: 'r', host, at: new Date(atMs).toISOString() });
  };
  const batches = [
    hosts.slice(0, 1),
    hosts.slice(1, 21),
    hosts.slice(21, 121),
    hosts.slice(121, 160),
    hosts.slice(160),
  ];
  see('', 0, {
    kind: 'run.started',
    batches,
    request: { sites: Object.fromEntries(siteOf), forks: 50, siteForks: 25 },
  });
  see('', 27 * MINUTE, { kind: 'batch.started', batch: 3, of: 5, hosts: batches[2] ?? [] });
  for (const [index, host] of hosts.slice(0, 121).entries()) {
    const startMs = index < 21 ? index * 30_000 : 27 * MINUTE;
    see(host, startMs, { kind: 'host.seen', where: { system: 'old', bootId: 'b' } });
    if (index < 81)
      see(host, startMs + 12 * MINUTE, { kind: 'host.ended', end: 'reached', because: '' });
    else for (const [atMs, body] of working(host, index)) see(host, startMs + atMs, body);
  }
  return picture.now();
}

/** What the devices 82 to 121 have done for at most 14 minutes. */
function working(host: string, index: number): readonly (readonly [number, EventBody])[] {
  const started = (atMs: number, task: string): readonly [number, EventBody] => [
    atMs,
    { kind: 'task.started', task, before: {} },
  ];
  const ended = (
    atMs: number,
    end: 'failed' | 'unreachable',
    because: string,
  ): readonly (readonly [number, EventBody])[] => [[atMs, { kind: 'host.ended', end, because }]];
  if (index === 81) return ended(60_000, 'unreachable', 'no connection to 192.0.2.7 port 22');
  if (index < 85) return ended(5 * MINUTE, 'failed', `staging/push: no space left on ${host}`);
  if (index === 85) return ended(2 * MINUTE, 'failed', 'preflight/device: disk too small: 7.9 GB');
  if (index < 88)
    return [
      started(9 * MINUTE, 'boot/enter-environment'),
      [
        9 * MINUTE + (index - 85) * 24_000,
        {
          kind: 'action.started',
          task: 'boot/enter-environment',
          index: 0,
          text: 'reboot',
          does: 'reboot',
          limitMs: 10 * MINUTE,
        },
      ],
    ];
  if (index < 100) {
    const push = {
      kind: 'action.progress',
      task: 'staging/push',
      totalBytes: 100_000_000,
    } as const;
    return [
      started(4 * MINUTE, 'staging/push'),
      [4 * MINUTE, { ...push, bytes: 0 }],
      [13.9 * MINUTE, { ...push, bytes: (index - 80) * 2_000_000 }],
    ];
  }
  if (index < 112) return [started(10 * MINUTE + index * 1000, 'install/unpack')];
  if (index < 119) return [started(11 * MINUTE, 'backup/paths')];
  return index === 119 ? [[12 * MINUTE, { kind: 'undo.started', task: 'staging/format' }]] : [];
}
