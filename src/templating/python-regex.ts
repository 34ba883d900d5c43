import { createContext, Script } from 'node:vm';
import { TemplateProblem } from './problem.ts';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
}

export interface Found {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
  readonly names: Readonly<Record<string, string | null>>;
}

/** A pattern that runs away is stopped, and the run goes on with an error. */
const MOST_MS = 1000;
const MOST_LENGTH = 1_000_000;
const MOST_MATCHES = 100_000;

/** Every match of Python's pattern, or the first only. @throws TemplateProblem */
export function findAll(
  pattern: string,
  text: string,
  {
    isFirstOnly,
    isAtStart,
    ...flags
  }: RegexFlags & {
    readonly isFirstOnly: boolean;
    readonly isAtStart?: boolean;
  },
): readonly Found[] {
  if (text.length > MOST_LENGTH)
    throw new TemplateProblem('a text is too long for a regular expression');
  const regex = compile(pattern, flags, isAtStart === true);
  const context = createContext({ regex, text, most: isFirstOnly ? 1 : MOST_MATCHES, found: [] });
  try {
    FIND.runInContext(context, { timeout: MOST_MS });
  } catch {
    throw new TemplateProblem(
      `the regular expression "${pattern}" takes longer than ${String(MOST_MS / 1000)} s`,
      'Write a simpler pattern.',
    );
  }
  const matches = (context as { readonly found: readonly RegExpExecArray[] }).found;
  return matches.map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
    groups: match.slice(1).map((group: string | undefined) => group ?? null),
    names: Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, group]) => [
        name,
        (group as string | undefined) ?? null,
      ]),
    ),
  }));
}

const FIND = new Script(`
  for (let match; found.length < most && (match = regex.exec(text)) !== null;) {
    found.push(match);
    if (match[0] === '') regex.lastIndex += 1;
  }
`);

function compile(
  pattern: string,
  { ignoreCase, multiline }: RegexFlags,
  isAtStart: boolean,
): RegExp {
  const { source, flags } = translate(pattern, multiline);
  const all = new Set([...flags, ...(ignoreCase ? ['i'] : []), ...(multiline ? ['m'] : [])]);
  try {
    return new RegExp(source, `${isAtStart ? 'y' : 'g'}${[...all].join('')}`);
  } catch (error) {
    throw new TemplateProblem(
      `the regular expression "${pattern}" can't be read`,
      error instanceof Error && error.message.includes('lookbehind')
        ? 'Write it without the lookbehind.'
        : 'Mend the regular expression.',
    );
  }
}

const PART = /\\[AZ]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<|\(\?P=(\w+)\)|\(\?#[^)]*\)|\$|./gs;

/** Python's spelling in JavaScript's: named groups, `\A`, `\Z`, `$` before a last newline, flags in front. */
function translate(
  pattern: string,
  multiline: boolean,
): { source: string; flags: readonly string[] } {
  const [whole = '', letters = ''] = /^\(\?([aimsux]+)\)/.exec(pattern) ?? [];
  const flags = Array.from(letters).filter((flag) => 'ims'.includes(flag));
  const isMultiline = multiline || flags.includes('m');
  const source = pattern.slice(whole.length).replace(PART, (part, name?: string) => {
    if (part === '\\A') return '(?<![^])';
    if (part === '\\Z') return '(?![^])';
    if (part === '(?P<') return '(?<';
    if (name !== undefined) return `\\k<${name}>`;
    if (part.startsWith('(?#')) return '';
    if (part === '$' && !isMultiline) return '(?=\\n?(?![^]))';
    return part.startsWith('[') ? classOf(part) : part;
  });
  return { source, flags };
}

/** `[]a]` holds a bracket to Python, and `[` inside means itself to both. */
const classOf = (part: string): string => part.replace(/^\[(\^?)\]/, '[$1\\]');

/** What `\1`, `\g<1>` and `\g<name>` of a replacement stand for. */
export const expand = (replacement: string, match: Found): string =>
  replacement.replace(/\\(?:g<\w+>|\d{1,2}|.)/gs, (all) => {
    const key = /^\\(?:g<(\w+)>|(\d+))$/.exec(all);
    return key === null ? escaped(all) : groupNamed(match, key[1] ?? key[2] ?? '');
  });

function groupNamed(match: Found, key: string): string {
  if (key === '0') return match.text;
  const group = /^\d+$/.test(key) ? match.groups[Number(key) - 1] : match.names[key];
  if (group !== undefined) return group ?? '';
  throw new TemplateProblem(`the regular expression has no group "${key}"`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\\n': '\n', '\\t': '\t', '\\r': '\r', '\\\\': '\\' },
};

function escaped(all: string): string {
  const text = ESCAPES[all];
  if (text !== undefined) return text;
  if (/[A-Za-z]$/.test(all)) throw new TemplateProblem(`"${all}" means nothing in a replacement`);
  return all;
}
