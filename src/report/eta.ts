import type { FleetNow, HostNow } from './fleet-picture.ts';

/**
 * How long the batches that are left will take, as long as the devices so far; null before the first is done, and
 * once none is left or no further batch is started. A guess: it knows forks and sites, and not that a link is slower.
 */
export function etaMs(now: FleetNow, nowMs: number): number | null {
  const typicalMs = median(
    [...now.hosts.values()].filter(({ standing }) => standing === now.goal).map(tookMs),
  );
  const isOver = [...now.hosts.values()].every(({ endedMs }) => endedMs !== null);
  if (typicalMs === null || now.stoppedBecause !== '' || isOver) return null;
  return now.batches
    .map((names) => names.map((name) => now.hosts.get(name)).filter((host) => host !== undefined))
    .map((hosts) => batchMs(hosts, { now, nowMs, typicalMs }))
    .reduce((sum, ms) => sum + ms, 0);
}

interface Pace {
  readonly now: FleetNow;
  readonly nowMs: number;
  readonly typicalMs: number;
}

function batchMs(hosts: readonly HostNow[], { now, nowMs, typicalMs }: Pace): number {
  const waiting = hosts.filter(({ standing }) => standing === 'waiting');
  const underWay = hosts.filter(({ standing }) => standing === 'under way');
  const left = underWay.map(({ startedMs }) => typicalMs - (nowMs - (startedMs ?? nowMs)));
  const bySite = [...countBySite(waiting).values()].map((count) => count / now.siteForks);
  const rounds = Math.max(0, ...[waiting.length / now.forks, ...bySite].map(Math.ceil));
  return Math.max(0, ...left) + rounds * typicalMs;
}

function countBySite(hosts: readonly HostNow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { site } of hosts) counts.set(site, (counts.get(site) ?? 0) + 1);
  return counts;
}

const tookMs = ({ startedMs, endedMs }: HostNow): number => (endedMs ?? 0) - (startedMs ?? 0);

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
