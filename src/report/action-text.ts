import type { Outcome } from '../model/action.ts';
import { oneLine, printable, shortened } from './printable.ts';
import { count } from './words.ts';

/** A script of ours as the journal writes it: `sh -c 'TEXT' stem-NAME ARGUMENTS`, perhaps behind `job DIR:`. */
const SCRIPT = /^(job \S+: )?sh -c '((?:[^']|'\\'')*)' (stem-[\w-]+)(.*)$/s;
const MOST = 200;

/** An action on one line: a script by its name and arguments, any other text by its beginning. */
export function shortAction(text: string): string {
  const [, job = '', body, name = '', rest = ''] = SCRIPT.exec(text) ?? [];
  if (body !== undefined) {
    const lines = body.split('\n').length;
    const tail = shortened(oneLine(rest), MOST);
    return `${job}${name}${tail === '' ? '' : ` ${tail}`}  (script, ${count(lines, 'line')})`;
  }
  const lines = text.split('\n').length;
  const first = oneLine(text.split('\n')[0] ?? '');
  if (lines === 1) return shortened(first, MOST);
  return `${shortened(first, MOST)}  (${count(lines, 'line')})`;
}

/** The same with every line of a script. */
export function wholeAction(text: string): readonly string[] {
  const [first = '', ...more] = printable(text).split('\n');
  return [`$ ${first}`, ...more.map((line) => `  ${line}`)];
}

/** What an action printed, and how it ended where that is no good news. At most `most` lines of output, the last ones. */
export function outcomeLines(outcome: Outcome, most: number): readonly string[] {
  const result = outcome.kind === 'unknown' ? null : outcome.result;
  const output = result === null ? [] : [...indented(result.stdout), ...indented(result.stderr)];
  const left = Math.max(0, output.length - most);
  return [
    ...(left === 0 ? [] : [`  (${count(left, 'line')} before these)`]),
    ...output.slice(left),
    ...(result?.isCut === true ? ['  (the rest was cut: there is too much of it)'] : []),
    ...(outcome.kind === 'done' ? [] : [`  ${outcome.kind}: ${oneLine(outcome.because)}`]),
  ];
}

export const indented = (text: string): readonly string[] =>
  text.trim() === ''
    ? []
    : printable(text)
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`);
