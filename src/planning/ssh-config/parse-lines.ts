import { splitWords, type WordRules } from './split-words.ts';
import { SshConfigProblem, type SshLine } from './ssh-line.ts';

/** The lines of an ssh_config file. `Include` is not followed here. @see readconf.c of OpenSSH */
export const parseSshLines = (text: string, file: string): readonly SshLine[] =>
  text
    .split('\n')
    .flatMap((line, index) => parseSshLine(line, `${file}:${String(index + 1)}`) ?? []);

/** Null where the line says nothing. @throws SshConfigProblem */
export function parseSshLine(line: string, place: string): SshLine | null {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return null;
  // A keyword may be quoted, and one `=` may stand for the blank behind it.
  const [all, quoted, plain = ''] = /^(?:"([^"]*)"|([^\s="]+))(?:\s*=\s*|\s*)/.exec(text) ?? [];
  if (all === undefined) throw new SshConfigProblem(`${place}: there is no keyword`);
  const rest = text.slice(all.length);
  const keyword = (quoted ?? plain).toLowerCase();
  // Commands and criteria are split by other rules, and only where they are used.
  const words = WHOLE_LINES.has(keyword) ? [] : splitArguments(rest, place);
  return { keyword, words, rest, place };
}

const WHOLE_LINES = new Set(['proxycommand', 'match', 'localcommand', 'remotecommand']);

/** Words as `argv_split` of OpenSSH makes them; `#` at the beginning of a word begins a comment. @throws SshConfigProblem */
export function splitArguments(text: string, place: string): readonly string[] {
  const words = splitWords(text, OPENSSH);
  if (words === null) throw new SshConfigProblem(`${place}: a quote is not closed`);
  return words;
}

/** A backslash before anything else is a backslash. */
const OPENSSH: WordRules = {
  isEscape: (next, quote) =>
    next !== '' && (`"'\\`.includes(next) || (quote === '' && next === ' ')),
  hasComments: true,
};
