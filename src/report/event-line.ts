import type { Batch, StemEvent } from '../model/event.ts';
import type { TaskEnd } from '../model/task.ts';
import { indented, outcomeLines, shortAction, wholeAction } from './action-text.ts';
import { failureText } from './error-text.ts';
import { oneLine } from './printable.ts';
import { count, duration, names } from './words.ts';

/**
 * How much is told, each level with all of the one before. `trouble`: what a live screen can't show. `states`: each change
 * of a device. `tasks`: also those with nothing to do, and why. `actions`: each command and what it prints.
 * `facts`: what the devices answered, and scripts in full. Secrets were taken out of events before they got here.
 */
export type Detail = (typeof DETAILS)[number];

const DETAILS = ['trouble', 'states', 'tasks', 'actions', 'facts'] as const;

const isAtLeast = (detail: Detail, least: Detail): boolean =>
  DETAILS.indexOf(detail) >= DETAILS.indexOf(least);

/** One event as lines for people; none where it says nothing new to them. */
export function eventLines(event: StemEvent, detail: Detail): readonly string[] {
  const lines = isAtLeast(detail, leastFor(event)) ? textOf(event, detail) : [];
  return event.host === '' ? lines : lines.map((line) => `${event.host} | ${line}`);
}

/** The detail from which on an event has lines. */
function leastFor(event: StemEvent): Detail {
  switch (event.kind) {
    case 'run.started':
    case 'run.stopped':
    case 'batch.started':
    case 'batch.soaking':
    case 'batch.ended':
      return 'trouble';
    case 'host.ended':
      return event.end === 'reached' ? 'states' : 'trouble';
    case 'gate.ended':
    case 'undo.ended':
      return event.ok ? 'states' : 'trouble';
    case 'host.seen':
    case 'task.checked':
    case 'task.started':
    case 'no-return.crossed':
    case 'undo.started':
      return 'states';
    case 'task.ended':
      return ['satisfied', 'passed', 'skipped'].includes(event.end.kind) ? 'tasks' : 'states';
    case 'gate.started':
    case 'action.started':
    case 'action.output':
    case 'action.ended':
    case 'action.progress':
      return 'actions';
  }
}

function textOf(event: StemEvent, detail: Detail): readonly string[] {
  switch (event.kind) {
    case 'run.started':
      return [batchesText(event.batches)];
    case 'run.stopped':
      return [stoppedText(event.because, event.neverStarted ?? [])];
    case 'batch.started':
      return event.of === 1 ? [] : [`batch ${batchText(event)}: ${names(event.hosts)}`];
    case 'batch.soaking':
      return [`batch ${batchText(event)}: soaking for ${duration(event.durationMs)}`];
    case 'batch.ended':
      return batchEndText(event, event.notReached);
    case 'gate.started':
      return [`health gate: ${shortAction(event.text)}`];
    case 'gate.ended':
      return [`health gate: ${event.ok ? 'ok' : `FAILED: ${failureText(event.because, '')}`}`];
    case 'host.seen':
      return [`the ${event.where.system} system is up`];
    case 'host.ended':
      return [`${event.end.toUpperCase()}: ${failureText(event.because, '')}`];
    case 'task.checked':
      return checkedLines(event, detail);
    case 'task.started':
      return [
        `${event.task} …`,
        ...(detail === 'facts' ? indented(JSON.stringify(event.before)) : []),
      ];
    case 'task.ended':
      return [endText(event.task, event.end)];
    case 'no-return.crossed':
      return [`==== ${event.task}: the point of no return is behind this device ====`];
    case 'undo.started':
      return [`undo ${event.task} …`];
    case 'undo.ended':
      return [`undo ${event.task}: ${event.ok ? 'done' : failureText(event.because, '')}`];
    case 'action.started':
      return detail === 'facts' ? wholeAction(event.text) : [`$ ${shortAction(event.text)}`];
    case 'action.output':
      return indented(event.text);
    case 'action.ended':
      return outcomeLines(event.outcome, detail === 'facts' ? Infinity : MOST_LINES);
    case 'action.progress':
      return [];
  }
}

function checkedLines(
  { task, verdict, findings = [], diff }: Extract<StemEvent, { kind: 'task.checked' }>,
  detail: Detail,
): readonly string[] {
  const isWhole = detail === 'facts';
  const found = findings
    .filter(({ level }) => isWhole || level !== 'ok')
    .map(({ id, level, says, hint }) => `${level} ${id}: ${failureText(says, hint)}`);
  const lines = diff === undefined ? [] : [`${task} changes`, ...indented(diff)];
  return isWhole
    ? [...found, `${task}: check says ${verdict.kind}, ${oneLine(verdict.because)}`, ...lines]
    : [...found, ...lines];
}

function stoppedText(because: string, neverStarted: readonly string[]): string {
  const who = neverStarted.length === 0 ? '' : `; never started: ${names(neverStarted)}`;
  return `the run stops: ${oneLine(because)}${who}`;
}

const batchText = ({ batch, of }: Batch): string => `${String(batch)} of ${String(of)}`;

function batchEndText(event: Batch, notReached: readonly string[]): readonly string[] {
  if (event.of === 1) return [];
  const who = notReached.length === 0 ? 'all got there' : `not there: ${names(notReached)}`;
  return [`batch ${batchText(event)} is done: ${who}`];
}

/** What an action printed, at most: the rest is in `log`. */
const MOST_LINES = 20;

/** `7 devices, in batches of 1, then 3, then 3`. */
export function batchesText(batches: readonly (readonly unknown[])[]): string {
  const total = batches.reduce((sum, { length }) => sum + length, 0);
  const ladder = batches.map(({ length }) => String(length)).join(', then ');
  return `${count(total, 'device')}, in batches of ${ladder}`;
}

function endText(task: string, end: TaskEnd): string {
  switch (end.kind) {
    case 'changed':
    case 'unchanged':
      return `${task}: ${end.kind}${end.because === undefined ? '' : `, ${oneLine(end.because)}`}`;
    case 'satisfied':
    case 'passed':
    case 'skipped':
      return `${task}: ${end.kind}, ${oneLine(end.because)}`;
    case 'blocked':
    case 'failed':
    case 'unknown':
      return `${task}: ${end.kind.toUpperCase()}: ${failureText(end.because, end.hint)}`;
  }
}
