import type { StemEvent } from '../model/event.ts';
import { bytes, duration } from './words.ts';

/** What a host is doing right now. */
interface Doing {
  readonly task: string;
  readonly sinceMs: number;
  readonly sent: Sent | null;
}

/** `first` is what the device had when this upload began: a resumed one starts high. */
interface Sent {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly first: number;
  readonly sinceMs: number;
}

/** The live picture of a run, for a spinner and for heartbeats. */
export interface UnderWay {
  see(event: StemEvent): void;
  /** `3 of 20 done, 1 failed`. */
  counts(): string;
  /** One line a host under way, the one that is longest at its task first. */
  lines(nowMs: number): readonly string[];
}

/** `phaseOf` names the phase of a task by its key, `` where it has none. */
export function underWay(phaseOf: (task: string) => string): UnderWay {
  const doing = new Map<string, Doing>();
  const ends = new Map<string, string>();
  let total = 0;
  return {
    see: (event) => {
      if (event.kind === 'run.started') total = event.batches.flat().length;
      if (event.host === '') return;
      if (event.kind === 'host.ended') {
        doing.delete(event.host);
        ends.set(event.host, event.end);
        return;
      }
      doing.set(event.host, next(doing.get(event.host), event));
    },
    counts: () => {
      const ok = [...ends.values()].filter((end) => end === 'reached').length;
      const other = ends.size - ok;
      const bad = other === 0 ? '' : `, ${String(other)} did not get there`;
      return `${String(ok)} of ${String(total)} done${bad}`;
    },
    lines: (nowMs) =>
      [...doing]
        .sort(([, a], [, b]) => a.sinceMs - b.sinceMs)
        .map(([host, now]) => `${host}  ${lineOf(now, phaseOf(now.task), nowMs)}`),
  };
}

function next(before: Doing | undefined, event: StemEvent): Doing {
  const atMs = Date.parse(event.at);
  const task = 'task' in event ? event.task : (before?.task ?? '');
  const past = before?.task === task ? before : { sinceMs: atMs, sent: null };
  return { task, sinceMs: past.sinceMs, sent: sentAfter(past.sent, event, atMs) };
}

function sentAfter(before: Sent | null, event: StemEvent, atMs: number): Sent | null {
  if (event.kind === 'action.progress')
    return {
      ...(before ?? { first: event.bytes, sinceMs: atMs }),
      bytes: event.bytes,
      totalBytes: event.totalBytes,
    };
  return event.kind === 'action.started' || event.kind === 'action.ended' ? null : before;
}

function lineOf({ task, sinceMs, sent }: Doing, phase: string, nowMs: number): string {
  const where =
    task === ''
      ? 'connecting'
      : phase === '' || task.startsWith(`${phase}/`)
        ? task
        : `${phase}: ${task}`;
  const upload = sent === null ? '' : `  ${uploadText(sent, nowMs)}`;
  return `${where}${upload}  ${duration(Math.max(0, nowMs - sinceMs))}`;
}

function uploadText(sent: Sent, nowMs: number): string {
  const percent = Math.floor((100 * sent.bytes) / Math.max(1, sent.totalBytes));
  const rate = (1000 * (sent.bytes - sent.first)) / Math.max(1000, nowMs - sent.sinceMs);
  return `${String(percent)} % of ${bytes(sent.totalBytes)}, ${bytes(rate)}/s`;
}
