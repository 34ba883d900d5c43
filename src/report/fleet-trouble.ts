import { failureGroups, groupText } from './failure-groups.ts';
import type { FleetNow, HostNow } from './fleet-picture.ts';
import { bytes, shortDuration } from './words.ts';

/** A device that boots is silent for so long anyway. */
const BOOT_MS = 60_000;
const STALLED_MS = 60_000;
const MOST_NAMES = 3;

/** What somebody should look at: silent devices first, the longest silence before others, then what failed, newest first. */
export function attention(now: FleetNow, nowMs: number): readonly string[] {
  const hosts = [...now.hosts.values()];
  const silent = hosts
    .flatMap((host) => silence(host, nowMs))
    .sort((a, b) => b.sinceMs - a.sinceMs)
    .map(({ text }) => text);
  const failed = hosts
    .filter(({ standing }) => !['waiting', 'under way', 'stopped', now.goal].includes(standing))
    .sort((a, b) => (b.endedMs ?? 0) - (a.endedMs ?? 0));
  return [...silent, ...failureGroups(failed).map((group) => groupText(group, MOST_NAMES))];
}

interface Silence {
  readonly sinceMs: number;
  readonly text: string;
}

function silence({ host, reboot, sent }: HostNow, nowMs: number): readonly Silence[] {
  if (reboot !== null && nowMs - reboot.sinceMs >= BOOT_MS) {
    const forMs = nowMs - reboot.sinceMs;
    const limit = reboot.limitMs === null ? '' : ` (limit ${shortDuration(reboot.limitMs)})`;
    return [
      { sinceMs: forMs, text: `${host} no SSH ${shortDuration(forMs)} after reboot${limit}` },
    ];
  }
  if (sent !== null && nowMs - sent.lastMs >= STALLED_MS) {
    const forMs = nowMs - sent.lastMs;
    return [{ sinceMs: forMs, text: `${host} upload stands still for ${shortDuration(forMs)}` }];
  }
  return [];
}

/** Hosts under way, the one that is longest at its task first: `gx-044 upload 38%  0.4 MB/s`. */
export const slowest = (now: FleetNow, nowMs: number): readonly string[] =>
  [...now.hosts.values()]
    .filter(({ standing }) => standing === 'under way')
    .sort((a, b) => a.sinceMs - b.sinceMs)
    .map((host) => `${host.host} ${doing(host, nowMs)}`);

function doing({ task, sent, sinceMs }: HostNow, nowMs: number): string {
  if (sent === null)
    return `${task === '' ? 'connecting' : task} ${shortDuration(nowMs - sinceMs)}`;
  const percent = Math.floor((100 * sent.bytes) / Math.max(1, sent.totalBytes));
  const rate = (1000 * (sent.bytes - sent.first)) / Math.max(1000, nowMs - sent.sinceMs);
  return `upload ${String(percent)}%  ${bytes(rate)}/s`;
}

/** The line of those who have no screen, null where nothing goes on: `81/200 done  2 failed  elapsed 41m; slowest: gx-044 upload 38%  0.4 MB/s`. */
export function heartbeat(now: FleetNow, nowMs: number, counts: readonly string[]): string | null {
  const slow = slowest(now, nowMs);
  const more = slow.length > MOST_SLOW ? `; and ${String(slow.length - MOST_SLOW)} more` : '';
  const elapsed = `elapsed ${shortDuration(nowMs - now.startedMs)}`;
  const head = [...counts, elapsed].join('  ');
  if (slow.length > 0) return `${head}; slowest: ${slow.slice(0, MOST_SLOW).join('; ')}${more}`;
  const soakMs = (now.soakEndsMs ?? 0) - nowMs;
  return soakMs > 0 ? `${head}; soaking, ${shortDuration(soakMs)} left` : null;
}

const MOST_SLOW = 5;
