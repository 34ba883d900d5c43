import type { HostEnd, StemEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';

/** One host as it is right now. Times are by the controller's clock. */
export interface HostNow {
  readonly host: string;
  /** Empty where the inventory names none. */
  readonly site: string;
  readonly standing: HostEnd | 'waiting' | 'under way';
  /** Empty until its first task. */
  readonly task: string;
  readonly phase: string;
  /** Since when it is at this task, or at connecting. */
  readonly sinceMs: number;
  /** Null until this process has begun with it. */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly sent: Sent | null;
  readonly reboot: Reboot | null;
  readonly isUndoing: boolean;
  /** Why it ended. */
  readonly because: string;
}

/** An upload. `first` is what the device had when it began: a resumed one starts high. */
export interface Sent {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly first: number;
  readonly sinceMs: number;
  /** When the last bytes went. */
  readonly lastMs: number;
}

/** A boot that is waited for. */
export interface Reboot {
  readonly sinceMs: number;
  /** When the wait is given up; null where the event does not say it. */
  readonly limitMs: number | null;
}

/** All that the screen and the heartbeat show of a run. */
export interface FleetNow {
  readonly runId: string;
  readonly startedMs: number;
  readonly batches: readonly (readonly string[])[];
  readonly forks: number;
  readonly siteForks: number;
  /** The batch that is at work, as the engine counts; null before the first, and for a rollback. */
  readonly batch: { readonly batch: number; readonly of: number } | null;
  /** While a batch is left alone to prove itself. */
  readonly soakEndsMs: number | null;
  /** Empty while further batches will be started. */
  readonly stoppedBecause: string;
  /** The end that counts as done. */
  readonly goal: 'reached' | 'rolled-back';
  /** In the order of the batches. */
  readonly hosts: ReadonlyMap<string, HostNow>;
}

export interface FleetPicture {
  see(event: StemEvent): void;
  now(): FleetNow;
}

export interface PictureOptions {
  readonly runId: string;
  readonly startedMs: number;
  readonly goal: FleetNow['goal'];
  /** Names the phase of a task by its key, empty where it has none. */
  readonly phaseOf: (task: string) => string;
  /** Those that the run is about, where no `run.started` names them: a rollback has none. */
  readonly hosts: Iterable<string>;
}

/** Folds the events of a run as they come. */
export function fleetPicture(options: PictureOptions): FleetPicture {
  const hosts = new Map<string, HostNow>();
  const add = (host: string, site: string): void => {
    hosts.set(host, { ...BLANK, sinceMs: options.startedMs, host, site });
  };
  for (const host of options.hosts) add(host, '');
  let run: Omit<FleetNow, 'hosts'> = { ...NO_RUN, ...options, batches: [[...hosts.keys()]] };
  return {
    see: (event) => {
      if (event.host === '') {
        if (event.kind === 'run.started') {
          hosts.clear();
          const sites = recordOf(recordOf(event.request)['sites'] ?? null);
          for (const host of event.batches.flat()) add(host, textOf(sites[host]));
        }
        run = { ...run, ...runAfter(event) };
        return;
      }
      const before = hosts.get(event.host) ?? { ...BLANK, host: event.host };
      hosts.set(event.host, next(before, event, options.phaseOf));
    },
    now: () => ({ ...run, hosts }),
  };
}

const NO_RUN = {
  forks: Infinity,
  siteForks: Infinity,
  batch: null,
  soakEndsMs: null,
  stoppedBecause: '',
};

/** What an event of the run itself changes. */
function runAfter(event: StemEvent): Partial<FleetNow> {
  if (event.kind === 'run.started') {
    const request = recordOf(event.request);
    return {
      batches: event.batches,
      forks: numberOf(request['forks']),
      siteForks: numberOf(request['siteForks']),
      stoppedBecause: '',
    };
  }
  if (event.kind === 'run.stopped') return { stoppedBecause: event.because };
  if (event.kind === 'batch.started' || event.kind === 'batch.ended')
    return { batch: event, soakEndsMs: null };
  return event.kind === 'batch.soaking'
    ? { batch: event, soakEndsMs: Date.parse(event.at) + event.durationMs }
    : {};
}

const BLANK: HostNow = {
  host: '',
  site: '',
  standing: 'waiting',
  task: '',
  phase: '',
  sinceMs: 0,
  startedMs: null,
  endedMs: null,
  sent: null,
  reboot: null,
  isUndoing: false,
  because: '',
};

function next(before: HostNow, event: StemEvent, phaseOf: PictureOptions['phaseOf']): HostNow {
  const atMs = Date.parse(event.at);
  if (event.kind === 'host.ended')
    return {
      ...before,
      ...IDLE,
      standing: event.end,
      endedMs: atMs,
      because: event.because,
    };
  const task = 'task' in event ? event.task : before.task;
  const isNew = task !== before.task || before.startedMs === null;
  return {
    ...before,
    standing: 'under way',
    startedMs: before.startedMs ?? atMs,
    task,
    phase: event.kind === 'gate.started' ? 'health gate' : phaseOf(task),
    sinceMs: isNew ? atMs : before.sinceMs,
    isUndoing: event.kind === 'undo.started' || (before.isUndoing && event.kind !== 'undo.ended'),
    sent: sentAfter(isNew ? null : before.sent, event, atMs),
    reboot: rebootAfter(before.reboot, event, atMs),
  };
}

const IDLE = { sent: null, reboot: null, isUndoing: false } as const;

function sentAfter(before: Sent | null, event: StemEvent, atMs: number): Sent | null {
  if (event.kind === 'action.progress') {
    const { bytes, totalBytes } = event;
    const past = before ?? { first: bytes, sinceMs: atMs };
    return { ...past, bytes, totalBytes, lastMs: atMs };
  }
  return event.kind === 'action.started' || event.kind === 'action.ended' ? null : before;
}

function rebootAfter(before: Reboot | null, event: StemEvent, atMs: number): Reboot | null {
  if (event.kind === 'action.started')
    return event.does === 'reboot' ? { sinceMs: atMs, limitMs: event.limitMs ?? null } : null;
  return event.kind === 'action.ended' || event.kind === 'task.ended' ? null : before;
}

const recordOf = (value: Json): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>) // Arrays were just ruled out.
    : {};

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** No limit where the request has none. */
const numberOf = (value: Json | undefined): number =>
  typeof value === 'number' && value > 0 ? value : Infinity;
