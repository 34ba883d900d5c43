/** A word of an argument line, with its quotes, and where it stands. */
interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A piece of a word: a template, a quoted text, an escaped sign, or a plain one. An open one matches nothing. */
const PIECE =
  /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.?|(?!\{[{%#])[^\s"']/sy;

/** Splits at blanks as Ansible does: quotes and templates hold together. Null where one of them is open. */
function wordsOf(line: string): readonly Word[] | null {
  const words: Word[] = [];
  for (let at = skipBlanks(line, 0); at < line.length;) {
    const from = at;
    for (let end = pieceEnd(line, at); end !== null; end = pieceEnd(line, at)) at = end;
    if (at < line.length && !/\s/.test(line[at] ?? '')) return null;
    words.push({ text: line.slice(from, at), from, to: at });
    at = skipBlanks(line, at);
  }
  return words;
}

const skipBlanks = (line: string, at: number): number =>
  at + (/^\s*/.exec(line.slice(at))?.[0].length ?? 0);

function pieceEnd(line: string, at: number): number | null {
  PIECE.lastIndex = at;
  return PIECE.exec(line) === null ? null : PIECE.lastIndex;
}

const PAIR = /^(\w+)=(.*)$/s;

const unquoted = (text: string): string =>
  text.length > 1 && /^["']/.test(text) && text.endsWith(text[0] ?? '') ? text.slice(1, -1) : text;

export interface FreeForm {
  readonly args: Readonly<Record<string, string>>;
  /** What is left of the line, as it was written. */
  readonly raw: string;
}

/**
 * `src=a dest=b`, and for a command line `uptime creates=/x`, where only the keys of `options` are taken out of it.
 * Null where a quote or a template is open.
 */
export function readFreeForm(line: string, options: readonly string[] | null): FreeForm | null {
  const words = wordsOf(line);
  if (words === null) return null;
  const args: Record<string, string> = {};
  let raw = '';
  let last = 0;
  for (const { text, from, to } of words) {
    const [, name = '', value = ''] = PAIR.exec(text) ?? [];
    if (name === '' || (options !== null && !options.includes(name))) continue;
    args[name] = unquoted(value);
    raw += line.slice(last, from);
    last = to;
  }
  return { args, raw: (raw + line.slice(last)).trim() };
}
