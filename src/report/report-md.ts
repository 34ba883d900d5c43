import { failureText } from './error-text.ts';
import { failureGroups, groupText } from './failure-groups.ts';
import { oneLine } from './printable.ts';
import { needsVisit, type RunReport, type SiteReport } from './run-report.ts';
import type { HostView } from './run-view.ts';
import { count, duration } from './words.ts';

/** For people who were not there: sites, devices that need a visit, failures, every device. */
export function reportMd(report: RunReport): string {
  const { runId, startedAt, lastEventAt, stoppedBecause, sites, hosts } = report;
  const reached = hosts.filter(({ standing }) => standing === 'reached').length;
  return [
    `# Run ${runId}`,
    '',
    `${String(reached)} of ${count(hosts.length, 'device')} reached the goal. ` +
      `Started ${startedAt}, last event ${lastEventAt}.`,
    ...(stoppedBecause === '' ? [] : ['', `Stopped early: ${safe(stoppedBecause)}.`]),
    ...section(
      'Sites',
      table(['site', 'devices', 'reached', 'others', 'together', 'longest'], sites.map(siteRow)),
    ),
    ...section('Devices that need a visit', visitLines(hosts)),
    ...section('Why', whyLines(hosts)),
    ...section(
      'Devices',
      table(
        ['device', 'site', 'end', 'system', 'last step', 'took', 'because'],
        hosts.map(hostRow),
      ),
    ),
    ...section('Warnings', warningLines(hosts)),
    '',
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];

const siteRow = ({
  site,
  devices,
  reached,
  others,
  totalMs,
  longestMs,
}: SiteReport): readonly string[] => [
  site === '' ? '(no site)' : site,
  String(devices),
  String(reached),
  Object.entries(others)
    .map(([standing, number]) => `${String(number)} ${standing}`)
    .join(', '),
  duration(totalMs),
  duration(longestMs),
];

const hostRow = ({
  host,
  site,
  standing,
  where,
  lastTask,
  durationMs,
  because,
}: HostView): readonly string[] => [
  host,
  site,
  standing,
  where ?? '',
  lastTask,
  durationMs === 0 ? '' : duration(durationMs),
  standing === 'reached' ? '' : because,
];

const visitLines = (hosts: readonly HostView[]): readonly string[] =>
  hosts
    .filter(needsVisit)
    .map(
      ({ host, site, standing, where, because }) =>
        `- ${safe(host)}${site === '' ? '' : ` (${safe(site)})`}: ${standing}, ` +
        `last seen in the ${where ?? 'unknown'} system. ${safe(failureText(because, ''))}`,
    );

function whyLines(hosts: readonly HostView[]): readonly string[] {
  const failed = hosts.filter(
    ({ standing, because }) => because !== '' && !['reached', 'stopped'].includes(standing),
  );
  return failureGroups(failed).map((group) => {
    const hint = hosts.find(({ host }) => host === group.hosts[0])?.hint ?? '';
    return `- ${safe(groupText(group, MOST_NAMES))}${hint === '' ? '' : ` Next: ${safe(hint)}`}`;
  });
}

const MOST_NAMES = 20;

function warningLines(hosts: readonly HostView[]): readonly string[] {
  const warned = hosts.flatMap(({ host, warnings }) =>
    warnings.map(({ id, says }) => ({ host, because: `${id}, ${says}` })),
  );
  return failureGroups(warned).map((group) => `- ${safe(groupText(group, MOST_NAMES))}`);
}

const table = (
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  `| ${titles.join(' | ')} |`,
  `| ${titles.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.map(safe).join(' | ')} |`),
];

/** A device must not write headings, links, images or HTML into a page that somebody opens in a browser. */
const safe = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/:\/\//g, ':\u200b//');
