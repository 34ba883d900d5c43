import type { Batch, StemEvent } from '../model/event.ts';
import type { TaskEnd } from '../model/task.ts';
import { shortAction } from './action-text.ts';
import { failureText } from './error-text.ts';
import { oneLine, printable } from './printable.ts';
import { count, duration, names } from './words.ts';

/** `detailed` also shows each action and what it prints. */
export type Detail = 'states' | 'detailed';

/** One event as lines for people; none where it says nothing new to them. */
export function eventLines(event: StemEvent, detail: Detail): readonly string[] {
  const lines = textOf(event, detail);
  return event.host === '' ? lines : lines.map((line) => `${event.host} | ${line}`);
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
      return detail === 'detailed' ? [`health gate: ${shortAction(event.text)}`] : [];
    case 'gate.ended':
      return [`health gate: ${event.ok ? 'ok' : `FAILED: ${failureText(event.because, '')}`}`];
    case 'host.seen':
      return [`the ${event.where.system} system is up`];
    case 'host.ended':
      return [`${event.end.toUpperCase()}: ${failureText(event.because, '')}`];
    case 'task.checked':
      return (event.findings ?? [])
        .filter(({ level }) => level !== 'ok')
        .map(({ id, level, says, hint }) => `${level} ${id}: ${failureText(says, hint)}`);
    case 'task.started':
      return [`${event.task} …`];
    case 'task.ended':
      return endText(event.task, event.end, detail);
    case 'no-return.crossed':
      return [`==== ${event.task}: the point of no return is behind this device ====`];
    case 'undo.started':
      return [`undo ${event.task} …`];
    case 'undo.ended':
      return [`undo ${event.task}: ${event.ok ? 'done' : failureText(event.because, '')}`];
    case 'action.started':
      return detail === 'detailed' ? [`$ ${shortAction(event.text)}`] : [];
    case 'action.output':
      return detail === 'detailed' ? indented(event.text) : [];
    case 'action.ended':
    case 'action.progress':
      return [];
  }
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

/** `7 devices, in batches of 1, then 3, then 3`. */
export function batchesText(batches: readonly (readonly unknown[])[]): string {
  const total = batches.reduce((sum, { length }) => sum + length, 0);
  const ladder = batches.map(({ length }) => String(length)).join(', then ');
  return `${count(total, 'device')}, in batches of ${ladder}`;
}

function endText(task: string, end: TaskEnd, detail: Detail): readonly string[] {
  switch (end.kind) {
    case 'changed':
    case 'unchanged':
      return [`${task}: ${end.kind}`];
    case 'satisfied':
    case 'passed':
    case 'skipped':
      return detail === 'detailed' ? [`${task}: ${end.kind}, ${oneLine(end.because)}`] : [];
    case 'blocked':
    case 'failed':
    case 'unknown':
      return [`${task}: ${end.kind.toUpperCase()}: ${failureText(end.because, end.hint)}`];
  }
}

const indented = (text: string): readonly string[] =>
  printable(text)
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
