import type { Action, Outcome } from './action.ts';
import type { Answers } from './fact.ts';
import type { Json } from './json.ts';
import type { Finding, Verdict } from './step.ts';
import type { Whereabouts } from './system.ts';
import type { TaskEnd } from './task.ts';

export type HostEnd = 'reached' | 'failed' | 'unreachable' | 'unknown' | 'stopped' | 'rolled-back';

/** Which batch, of how many, and who is in it. */
export interface Batch {
  readonly batch: number;
  readonly of: number;
  readonly hosts: readonly string[];
}

/** What happens. One union for the journal, the reports and the dashboard: each folds or filters it. */
export type EventBody =
  | {
      readonly kind: 'run.started';
      readonly batches: readonly (readonly string[])[];
      /** How the run was asked for, so that `resume` needs no argument: paths, options, extra vars. Never a secret. */
      readonly request: Json;
    }
  /** `neverStarted` is missing in journals of earlier versions. */
  | {
      readonly kind: 'run.stopped';
      readonly because: string;
      readonly neverStarted?: readonly string[];
    }
  /** `batch` counts from 1, within this start or resumption of the run. */
  | ({ readonly kind: 'batch.started' } & Batch)
  | ({ readonly kind: 'batch.soaking'; readonly durationMs: number } & Batch)
  /** Written when the health gate of the batch is behind it as well. */
  | ({ readonly kind: 'batch.ended'; readonly notReached: readonly string[] } & Batch)
  /** The health gate of one device. What it means for the device stands in the `host.ended` that follows. */
  | { readonly kind: 'gate.started'; readonly text: string }
  | {
      readonly kind: 'gate.ended';
      readonly ok: boolean;
      readonly because: string;
      readonly output: string;
    }
  /** `cards`: the hardware addresses of its network cards; missing where it tells none. */
  | {
      readonly kind: 'host.seen';
      readonly where: Whereabouts;
      readonly cards?: readonly string[];
    }
  | { readonly kind: 'host.ended'; readonly end: HostEnd; readonly because: string }
  | {
      readonly kind: 'task.checked';
      readonly task: string;
      readonly verdict: Verdict;
      readonly findings?: readonly Finding[];
      /** Only with `--diff`. */
      readonly diff?: string;
    }
  /** Written before the first action. The FIRST `before` of a run is the one that an undo gets. */
  | { readonly kind: 'task.started'; readonly task: string; readonly before: Answers }
  | { readonly kind: 'task.ended'; readonly task: string; readonly end: TaskEnd }
  /** Written before the action. One without `action.ended` has an unknown outcome. */
  | {
      readonly kind: 'action.started';
      readonly task: string;
      readonly index: number;
      readonly text: string;
      /** For watchers: what it is, and when it is given up. */
      readonly does?: Action['kind'];
      readonly limitMs?: number;
    }
  | {
      readonly kind: 'action.ended';
      readonly task: string;
      readonly index: number;
      readonly outcome: Outcome;
    }
  | { readonly kind: 'action.output'; readonly task: string; readonly text: string }
  | {
      readonly kind: 'action.progress';
      readonly task: string;
      readonly bytes: number;
      readonly totalBytes: number;
    }
  /** Durable before the step's first action. */
  | { readonly kind: 'no-return.crossed'; readonly task: string }
  | { readonly kind: 'undo.started'; readonly task: string }
  | {
      readonly kind: 'undo.ended';
      readonly task: string;
      readonly ok: boolean;
      readonly because: string;
    };

/** `host` is empty for events of the run itself. `at` is ISO 8601, UTC. */
export type StemEvent = EventBody & {
  readonly runId: string;
  readonly host: string;
  readonly at: string;
};

/** What the journal keeps. Progress is for watchers only. */
export const isDurable = (event: EventBody): boolean => event.kind !== 'action.progress';

/** One line of `stem-remote status` without a run id. */
export type RunHeader = { readonly runId: string; readonly startedAt: string };

/** The append-only record of runs. `append` returns when the event is on the disk. */
export interface Journal {
  append(event: StemEvent): Promise<void>;
  /** In the order of `append`; only those of one host where it is named. */
  read(runId: string, host?: string): Promise<readonly StemEvent[]>;
  /** Newest first: a resumed run counts as new. `startedAt` is its first start. */
  listRuns(): Promise<readonly RunHeader[]>;
}
