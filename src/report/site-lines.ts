import type { FleetNow, HostNow } from './fleet-picture.ts';
import { shortened } from './printable.ts';

const BAR = 16;
/** A fifth of the terminal, as the rest of a line matters more. */
const NAME_SHARE = 5;
const ENDS = ['rolled-back', 'failed', 'unreachable', 'unknown', 'stopped'] as const;

interface Site {
  readonly name: string;
  readonly hosts: readonly HostNow[];
}

/** A bar a site: `globex  [######..........] 22/60  staging 8`. At most `most` lines: the busy sites stay. */
export function siteLines(
  { hosts, goal }: Pick<FleetNow, 'hosts' | 'goal'>,
  { width, most }: { readonly width: number; readonly most: number },
): readonly string[] {
  const sites = sitesOf(hosts.values());
  const shown = chosen(sites, sites.length <= most ? most : Math.max(0, most - 1));
  const nameWidth = Math.min(
    Math.floor(width / NAME_SHARE),
    Math.max(0, ...shown.map(({ name }) => name.length)),
  );
  const lines = shown.map((site) => shortened(siteLine(site, nameWidth, goal), width));
  const hidden = sites.filter((site) => !shown.includes(site));
  if (hidden.length === 0 || most <= 0) return lines;
  const rest = hidden.flatMap((site) => site.hosts);
  const done = rest.filter(({ standing }) => standing === goal).length;
  const noun = hidden.length === 1 ? 'site' : 'sites';
  const text = `and ${String(hidden.length)} more ${noun}  ${String(done)}/${String(rest.length)}`;
  return [...lines, shortened(text, width)];
}

function sitesOf(hosts: Iterable<HostNow>): readonly Site[] {
  const sites = new Map<string, HostNow[]>();
  for (const host of hosts) {
    const site = sites.get(host.site);
    if (site === undefined) sites.set(host.site, [host]);
    else site.push(host);
  }
  const isOne = sites.size === 1;
  return [...sites].map(([name, of]) => ({
    name: name === '' ? (isOne ? 'devices' : '(no site)') : name,
    hosts: of,
  }));
}

/** Sites where something goes on come first, then those with devices left; lines keep the inventory's order. */
function chosen(sites: readonly Site[], most: number): readonly Site[] {
  if (sites.length <= most) return sites;
  const rank = ({ hosts }: Site): number => {
    if (hosts.some(({ standing }) => standing === 'under way')) return 0;
    return hosts.some(({ standing }) => standing === 'waiting') ? 1 : 2;
  };
  const first = [...sites].sort((a, b) => rank(a) - rank(b)).slice(0, most);
  return sites.filter((site) => first.includes(site));
}

function siteLine({ name, hosts }: Site, nameWidth: number, goal: FleetNow['goal']): string {
  const done = hosts.filter(({ standing }) => standing === goal).length;
  const filled = Math.floor((BAR * done) / hosts.length);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR - filled);
  const width = String(hosts.length).length;
  return [
    `${shortened(name, nameWidth).padEnd(nameWidth)}  [${bar}] ${String(done).padStart(width)}/${String(hosts.length)}`,
    ...ENDS.filter((end) => end !== goal).flatMap((end) => {
      const number = hosts.filter(({ standing }) => standing === end).length;
      return number === 0 ? [] : [`${String(number)} ${end}`];
    }),
    ...activities(hosts),
  ].join('  ');
}

/** What the hosts under way do, the most common first: `uploading 8`, `rebooting 2`. */
function activities(hosts: readonly HostNow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const host of hosts) {
    if (host.standing !== 'under way') continue;
    const activity = activityOf(host);
    counts.set(activity, (counts.get(activity) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([activity, number]) => `${activity} ${String(number)}`);
}

function activityOf({ isUndoing, reboot, sent, task, phase }: HostNow): string {
  if (isUndoing) return 'rolling back';
  if (reboot !== null) return 'rebooting';
  if (sent !== null) return 'uploading';
  if (task === '') return 'connecting';
  return phase === '' ? 'working' : phase;
}
