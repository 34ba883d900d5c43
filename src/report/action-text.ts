import { oneLine, shortened } from './printable.ts';
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
