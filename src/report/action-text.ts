import type { Outcome } from '../model/action.ts';
import { oneLine, printable, shortened } from './printable.ts';
import { count } from './words.ts';

/** A script of ours as the journal writes it: `sh -c 'TEXT' stem-NAME ARGUMENTS`, perhaps behind `job DIR:`. */
const SCRIPT = /^(job \S+: )?sh -c '((?:[^']|'\\'')*)' (stem-[\w-]+)(.*)$/s;
const MOST = 200;

/** An action on one line: a script by its name and arguments, any other text by its beginning. */
export function shortAction(text: string): string {
  const [, job = '', body, name = '', rest = ''] = SCRIPT.exec(text) ?? [];
  if (body === undefined) return beginning(text);
  const own = ownCommand(name, rest);
  if (own !== null) return beginning(own);
  const tail = shortened(oneLine(rest), MOST);
  const lines = count(body.split('\n').length, 'line');
  return `${job}${name}${tail === '' ? '' : ` ${tail}`}  (script, ${lines})`;
}

function beginning(text: string): string {
  const lines = text.split('\n');
  const first = shortened(oneLine(lines[0] ?? ''), MOST);
  return lines.length === 1 ? first : `${first}  (${count(lines.length, 'line')})`;
}

const ONE_WORD = String.raw`(?:'(?:[^']|'\\'')*'|[^\s'])+`;
const COMMAND_WORDS = new RegExp(String.raw`^ (${ONE_WORD}) (.+)$`, 's');
const SHELL_WORDS = new RegExp(String.raw`^ (${ONE_WORD}) ${ONE_WORD} '' (${ONE_WORD})(.*)$`, 's');

/** What the operator wrote under `command:` and `shell:`, without the script that carries it; null where it isn't told apart. */
function ownCommand(name: string, rest: string): string | null {
  if (name !== 'stem-command' && name !== 'stem-shell') return null;
  const isShell = name === 'stem-shell';
  const [, folder = '', words, stdin = ''] =
    (isShell ? SHELL_WORDS : COMMAND_WORDS).exec(rest) ?? [];
  if (words === undefined) return null;
  return `${folder === '.' ? '' : `cd ${folder} && `}${isShell ? unquoted(words) : words}${stdin}`;
}

const unquoted = (word: string): string =>
  word.startsWith("'") && word.endsWith("'")
    ? word.slice(1, -1).replaceAll(String.raw`'\''`, "'")
    : word;

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
