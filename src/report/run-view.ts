import type { HostEnd, StemEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Finding } from '../model/step.ts';
import type { SystemName } from '../model/system.ts';
import { foldHost } from '../planning/fold-journal.ts';

/** `under way` may also be "cut off": the journal alone can't tell. */
export type HostStanding = HostEnd | 'under way' | 'not started';

/** What people want to know of one host of a run. */
export type HostView = {
  readonly host: string;
  readonly site: string;
  readonly standing: HostStanding;
  readonly where: SystemName | null;
  readonly hasCrossed: boolean;
  /** What the run did to the device has not been undone. */
  readonly isTouched: boolean;
  readonly lastTask: string;
  readonly because: string;
  readonly hint: string;
  readonly durationMs: number;
  /** Warnings of its preflight checks. */
  readonly warnings: readonly Finding[];
  /** The end of what its last task printed. */
  readonly lastOutput: string;
};

export interface RunView {
  readonly runId: string;
  readonly startedAt: string;
  readonly lastEventAt: string;
  readonly request: Json;
  readonly batches: readonly (readonly string[])[];
  /** Why not every batch was started; empty where all were. */
  readonly stoppedBecause: string;
  readonly hosts: readonly HostView[];
}

/** Folds the events of one run, resumptions included. Null where there is no such run. */
export function viewRun(events: readonly StemEvent[]): RunView | null {
  const starts = events.filter((event) => event.kind === 'run.started');
  const [first] = starts;
  const latest = starts.at(-1);
  if (first === undefined || latest === undefined) return null;
  const stop = events.findLast(({ kind }) => kind === 'run.started' || kind === 'run.stopped');
  const byHost = groupByHost(events);
  const names = [
    ...new Set([...starts.flatMap(({ batches }) => batches.flat()), ...byHost.keys()]),
  ];
  const sites = sitesIn(first.request);
  const startsMs = starts.map(({ at }) => Date.parse(at));
  return {
    runId: first.runId,
    startedAt: first.at,
    lastEventAt: events.at(-1)?.at ?? first.at,
    request: first.request,
    batches: first.batches,
    stoppedBecause: stop?.kind === 'run.stopped' ? stop.because : '',
    hosts: names.map((host) => ({
      ...viewHost(host, byHost.get(host) ?? [], startsMs),
      site: sites.get(host) ?? '',
    })),
  };
}

function groupByHost(events: readonly StemEvent[]): ReadonlyMap<string, readonly StemEvent[]> {
  const groups = new Map<string, StemEvent[]>();
  for (const event of events) {
    if (event.host === '') continue;
    const group = groups.get(event.host);
    if (group === undefined) groups.set(event.host, [event]);
    else group.push(event);
  }
  return groups;
}

/** `request.sites` maps hosts to sites: events don't carry them. */
function sitesIn(request: Json): ReadonlyMap<string, string> {
  const sites = recordOf(request)['sites'];
  return new Map(
    Object.entries(recordOf(sites ?? null)).map(([host, site]) => [
      host,
      typeof site === 'string' ? site : '',
    ]),
  );
}

const recordOf = (value: Json): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>) // Arrays were just ruled out.
    : {};

function viewHost(
  host: string,
  events: readonly StemEvent[],
  starts: readonly number[],
): Omit<HostView, 'site'> {
  const state = foldHost(events, host);
  const lastEvent = events.at(-1);
  const end = events.findLast((event) => event.kind === 'host.ended');
  const isUnderWay = lastEvent !== undefined && lastEvent !== end;
  const standing = isUnderWay ? 'under way' : (state.end ?? 'not started');
  const lastTask = events.flatMap((event) => taskOf(event)).at(-1) ?? '';
  return {
    host,
    standing,
    where: state.where,
    hasCrossed: state.hasCrossed,
    // Once all is undone, tasks remain that had nothing to undo.
    isTouched:
      standing !== 'rolled-back' && state.tasks.some(({ progress }) => progress !== 'undone'),
    lastTask,
    because: isUnderWay ? '' : (end?.because ?? ''),
    hint: isUnderWay ? '' : hintOf(events),
    durationMs: durationOf(events, starts),
    warnings: warningsOf(events),
    lastOutput: outputOf(events),
  };
}

const taskOf = (event: StemEvent): readonly string[] => ('task' in event ? [event.task] : []);

function hintOf(events: readonly StemEvent[]): string {
  const last = events.findLast((event) => event.kind === 'task.ended');
  return last !== undefined && 'hint' in last.end ? last.end.hint : '';
}

/** The pause before a resumption is nobody's work, also where the controller was killed and no end was written. */
function durationOf(events: readonly StemEvent[], starts: readonly number[]): number {
  let total = 0;
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    if (before === undefined || before.kind === 'host.ended') continue;
    const [from, to] = [Date.parse(before.at), Date.parse(event.at)];
    if (!starts.some((start) => start > from && start <= to)) total += to - from;
  }
  return total;
}

const warningsOf = (events: readonly StemEvent[]): readonly Finding[] => {
  const newest = new Map<string, readonly Finding[]>();
  for (const event of events)
    if (event.kind === 'task.checked') newest.set(event.task, event.findings ?? []);
  return [...newest.values()].flat().filter(({ level }) => level === 'warn' || level === 'unknown');
};

const MOST_OUTPUT = 2000;

/** What the action printed that failed last, also where an undo came after it; else the last action. */
function outputOf(events: readonly StemEvent[]): string {
  const failed = events.findLastIndex(
    (event) => event.kind === 'action.ended' && event.outcome.kind === 'failed',
  );
  const seen = failed < 0 ? events : events.slice(0, failed + 1);
  const started = seen.findLastIndex(({ kind }) => kind === 'action.started');
  const text = seen.slice(Math.max(0, started)).flatMap((event) => {
    if (event.kind === 'action.output') return [event.text];
    return event.kind === 'action.ended' && event.outcome.kind === 'failed'
      ? [event.outcome.result?.stdout ?? '', event.outcome.result?.stderr ?? '']
      : [];
  });
  return text.join('').slice(-MOST_OUTPUT);
}
