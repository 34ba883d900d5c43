import { failureText } from './error-text.ts';
import { failureGroups, groupText } from './failure-groups.ts';
import { printable } from './printable.ts';
import type { HostStanding, HostView, RunView } from './run-view.ts';
import { names } from './words.ts';

const ORDER: readonly HostStanding[] = [
  'reached',
  'rolled-back',
  'failed',
  'unreachable',
  'unknown',
  'stopped',
  'under way',
  'not started',
];

/** `3 reached, 1 failed, 2 not started`. */
export function standingCounts(hosts: readonly HostView[]): string {
  const parts = ORDER.flatMap((standing) => {
    const number = hosts.filter((host) => host.standing === standing).length;
    return number === 0 ? [] : [`${String(number)} ${standing}`];
  });
  return parts.length === 0 ? 'no devices' : parts.join(', ');
}

/** The lines below the table: how many got where, why it stopped, what to do next. */
export function summaryLines({ runId, hosts, stoppedBecause }: RunView): readonly string[] {
  const untouched = hosts.filter(({ standing }) => standing === 'not started');
  const isDone = hosts.every(({ standing }) => standing === 'reached');
  return [
    `run ${runId}: ${standingCounts(hosts)}`,
    ...failureGroups(hosts.filter(isTrouble))
      .filter((group) => group.hosts.length > 1)
      .map((group) => groupText(group)),
    ...(stoppedBecause === '' || untouched.length === 0
      ? []
      : [
          `stopped early: ${stoppedBecause}; never started: ${names(untouched.map(({ host }) => host))}`,
        ]),
    ...(isDone ? [] : nextLines(runId, hosts)),
  ];
}

const isTrouble = ({ standing, because }: HostView): boolean =>
  because !== '' && !['reached', 'stopped', 'not started', 'under way'].includes(standing);

/** From so many devices on the table is about those that need a look; the rest are counted. */
const MOST_ROWS = 40;

/** The hosts that get a row of the final table. */
export const tableHosts = (
  hosts: readonly HostView[],
  goal: 'reached' | 'rolled-back' = 'reached',
): readonly HostView[] =>
  hosts.length <= MOST_ROWS ? hosts : hosts.filter(({ standing }) => standing !== goal);

function nextLines(runId: string, hosts: readonly HostView[]): readonly string[] {
  const canRollBack = hosts.some(
    ({ standing, isTouched, hasCrossed }) => standing !== 'reached' && isTouched && !hasCrossed,
  );
  return [
    `next: stem-remote report ${runId}    why, per device`,
    `      stem-remote resume ${runId}    goes on from where each device is`,
    ...(canRollBack
      ? [`      stem-remote rollback ${runId}  undoes what it did, before the point of no return`]
      : []),
  ];
}

/** One host in full, for `report` and `status`. */
export function hostDetails(host: HostView): readonly string[] {
  const { because, hint, warnings, lastOutput, lastTask } = host;
  return [
    `${host.host}: ${placeOf(host)}`,
    ...(lastTask === '' ? [] : [`  last step: ${lastTask}`]),
    ...(because === '' ? [] : [`  ${host.standing}: ${failureText(because, hint)}`]),
    ...(host.standing === 'reached' || lastOutput === '' ? [] : outputLines(lastOutput)),
    ...warnings.map(({ id, says }) => `  warning ${id}: ${failureText(says, '')}`),
  ];
}

function placeOf({ standing, where, hasCrossed }: HostView): string {
  const place = where === null ? 'never reached' : `last seen in the ${where} system`;
  return `${standing}, ${place}${hasCrossed ? ', past the point of no return' : ''}`;
}

const MOST_LINES = 10;

const outputLines = (output: string): readonly string[] => [
  '  the end of its output:',
  ...printable(output)
    .trimEnd()
    .split('\n')
    .slice(-MOST_LINES)
    .map((line) => `    | ${line}`),
];
