import type { HostEnd } from '../model/event.ts';

const COUNTED: readonly HostEnd[] = ['failed', 'rolled-back', 'unreachable', 'unknown', 'stopped'];

/**
 * The failure limit of a run: null, or why no further host may start. Strictly more than `most`. Whatever did not reach
 * the goal counts, unlike in Ansible, where an unreachable host does not.
 */
export function tooMany(ends: ReadonlyMap<string, HostEnd>, most: number): string | null {
  const counts = COUNTED.map((kind) => ({
    kind,
    count: [...ends.values()].filter((end) => end === kind).length,
  })).filter(({ count }) => count > 0);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total <= most) return null;
  const each = counts.map(({ kind, count }) => `${String(count)} ${kind}`).join(', ');
  const devices = total === 1 ? '1 device' : `${String(total)} devices`;
  return `${devices} did not get there (${each}); at most ${String(most)} may fail`;
}
