import type { HostStanding, HostView, RunView } from './run-view.ts';

/** Those who stand for one site. */
export type SiteReport = {
  readonly site: string;
  readonly devices: number;
  readonly reached: number;
  /** Ends other than reached, with how many there are of each. */
  readonly others: Readonly<Partial<Record<HostStanding, number>>>;
  /** All devices together, and the longest one. */
  readonly totalMs: number;
  readonly longestMs: number;
};

/** What every form of a report says. */
export type RunReport = {
  readonly runId: string;
  readonly startedAt: string;
  readonly lastEventAt: string;
  readonly stoppedBecause: string;
  readonly sites: readonly SiteReport[];
  /** Devices that nobody reaches from here any more: somebody may have to go there. */
  readonly visits: readonly string[];
  /** Sorted by site, then by name. */
  readonly hosts: readonly HostView[];
};

/** The report of a run. Events were masked when they were written, so that no secret is in it. */
export function runReport({
  runId,
  startedAt,
  lastEventAt,
  stoppedBecause,
  hosts,
}: RunView): RunReport {
  const sorted = [...hosts].sort((a, b) => compare(a.site, b.site) || compare(a.host, b.host));
  const sites = [...new Set(sorted.map(({ site }) => site))];
  return {
    runId,
    startedAt,
    lastEventAt,
    stoppedBecause,
    sites: sites.map((site) => siteReport(site, sorted)),
    visits: sorted.filter(needsVisit).map(({ host }) => host),
    hosts: sorted,
  };
}

/** It was changed, or went silent on the way, and does not answer. A device that was never reached is as it was. */
export const needsVisit = ({ standing, where, isTouched }: HostView): boolean =>
  standing === 'unknown' || (standing === 'unreachable' && where !== null && isTouched);

/** Names by their numbers: `web-2` before `web-10`. Not by the language of this machine. */
const compare = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function siteReport(site: string, all: readonly HostView[]): SiteReport {
  const hosts = all.filter((host) => host.site === site);
  const others: Partial<Record<HostStanding, number>> = {};
  for (const { standing } of hosts)
    if (standing !== 'reached') others[standing] = (others[standing] ?? 0) + 1;
  const times = hosts.map(({ durationMs }) => durationMs);
  return {
    site,
    devices: hosts.length,
    reached: hosts.filter(({ standing }) => standing === 'reached').length,
    others,
    totalMs: times.reduce((sum, ms) => sum + ms, 0),
    longestMs: Math.max(0, ...times),
  };
}
