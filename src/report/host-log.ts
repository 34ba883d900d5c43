import type { Outcome } from '../model/action.ts';
import type { StemEvent } from '../model/event.ts';
import { printable } from './printable.ts';
import { count, duration } from './words.ts';

/** One command, or any other action, that a run ordered on one device. */
export type LoggedAction = {
  readonly task: string;
  /** It took something back. */
  readonly isUndo: boolean;
  readonly text: string;
  readonly startedAt: string;
  /** Null where its end is not in the journal. */
  readonly durationMs: number | null;
  /** `cut`: ordered, and its end is not known. */
  readonly outcome: Outcome['kind'] | 'cut';
  /** Null for what is no command, such as an upload. */
  readonly exitCode: number | null;
  /** Why it is not done; else empty. */
  readonly because: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The device printed more than is kept. */
  readonly isCut: boolean;
};

/** All actions of one host, oldest first: those of resumptions and of rollbacks too. */
export function hostLog(events: readonly StemEvent[], host: string): readonly LoggedAction[] {
  const log: LoggedAction[] = [];
  let undoing = '';
  for (const event of events) {
    if (event.host !== host) continue;
    if (event.kind === 'undo.started') undoing = event.task;
    if (event.kind === 'undo.ended') undoing = '';
    const last = log.at(-1);
    if (event.kind === 'action.started')
      log.push({ ...begun(event, event.task, event.text), isUndo: undoing === event.task });
    else if (event.kind === 'gate.started') log.push(begun(event, GATE, event.text));
    else if (last !== undefined) log[log.length - 1] = after(last, event);
  }
  return log;
}

const GATE = 'health gate';

const begun = ({ at }: StemEvent, task: string, text: string): LoggedAction => ({
  task,
  isUndo: false,
  text,
  startedAt: at,
  durationMs: null,
  outcome: 'cut',
  exitCode: null,
  because: '',
  stdout: '',
  stderr: '',
  isCut: false,
});

function after(action: LoggedAction, event: StemEvent): LoggedAction {
  const durationMs = Date.parse(event.at) - Date.parse(action.startedAt);
  if (event.kind === 'action.output') return { ...action, stdout: action.stdout + event.text };
  if (event.kind === 'action.ended')
    return { ...action, durationMs, ...outcomeOf(event.outcome, action) };
  if (event.kind !== 'gate.ended') return action;
  const outcome = event.ok ? 'done' : 'failed';
  return { ...action, durationMs, outcome, because: event.because, stdout: event.output };
}

function outcomeOf(outcome: Outcome, { text, stdout }: LoggedAction): Partial<LoggedAction> {
  const because = outcome.kind === 'done' ? '' : outcome.because;
  const result = outcome.kind === 'unknown' ? null : outcome.result;
  if (result !== null)
    return {
      outcome: outcome.kind,
      because,
      exitCode: result.exitCode,
      stdout: stdout + result.stdout,
      stderr: result.stderr,
      isCut: result.isCut,
    };
  // A job tells its exit code in words, since its output came before.
  const told = /^exit code (\d+)/.exec(because)?.[1];
  const isDoneJob = outcome.kind === 'done' && text.startsWith('job ');
  const exitCode = isDoneJob ? 0 : told === undefined ? null : Number(told);
  return { outcome: outcome.kind, because, exitCode };
}

/** The log for people: the task, the whole command, how it ended, and everything it printed. */
export function logLines(log: readonly LoggedAction[]): readonly string[] {
  return log.flatMap((action, index) => [
    ...(log[index - 1]?.task === action.task && log[index - 1]?.isUndo === action.isUndo
      ? []
      : [`${action.isUndo ? 'undo ' : ''}${action.task}`]),
    ...indent(action.text, ['  $ ', '    ']),
    `    ${endText(action)}`,
    ...indent(action.stdout, ['    | ', '    | ']),
    ...indent(action.stderr, ['    ! ', '    ! ']),
    ...(action.isCut ? ['    (the rest was cut: there is too much of it)'] : []),
  ]);
}

function endText({ startedAt, durationMs, outcome, exitCode, because }: LoggedAction): string {
  const took = durationMs === null ? 'its end is not in the journal' : duration(durationMs);
  const ends = [
    ...(outcome === 'done' && exitCode !== null ? [] : [outcome]),
    ...(exitCode === null ? [] : [`exit ${String(exitCode)}`]),
  ];
  const why = because === '' ? '' : `: ${printable(because).split('\n')[0] ?? ''}`;
  return `${startedAt}  ${ends.join(', ')}, ${took}${why}`;
}

function indent(text: string, [first, other]: readonly [string, string]): readonly string[] {
  if (text === '') return [];
  const lines = printable(text).replace(/\n$/, '').split('\n');
  return lines.map((line, index) => (index === 0 ? first : other) + line);
}

/** Also a command whose exit code its step judges itself: `failed_when` may have come to another end. */
export const isFailure = ({ outcome, exitCode }: LoggedAction): boolean =>
  outcome !== 'done' || (exitCode !== null && exitCode !== 0);

/** `web-1 in run r1: 12 actions, 1 failed or cut`. */
export function logTitle(host: string, runId: string, log: readonly LoggedAction[]): string {
  const bad = log.filter(isFailure).length;
  const note = bad === 0 ? '' : `, ${String(bad)} failed or cut`;
  return `${host} in run ${runId}: ${count(log.length, 'action')}${note}`;
}
