import { flagArgument, textArgument } from '../arguments.ts';
import { withinSize } from '../budget.ts';
import { asTuple, type Cell } from '../cell.ts';
import { computing, type Filter } from '../filter.ts';
import { TemplateProblem } from '../problem.ts';
import { expand, findAll, type Found, type RegexFlags } from '../python-regex.ts';
import { textOf } from '../text.ts';

const flags = (ignoreCase: Cell | undefined, multiline: Cell | undefined): RegexFlags => ({
  ignoreCase: flagArgument(ignoreCase, false),
  multiline: flagArgument(multiline, false),
});

const replace = computing(
  ['pattern', 'replacement', 'ignorecase', 'multiline'],
  ({ value, args: [pattern, replacement, ignoreCase, multiline] }) => {
    const text = textOf(value);
    const by = textArgument(replacement, '');
    const options = { ...flags(ignoreCase, multiline), isFirstOnly: false };
    const found = findAll(textArgument(pattern, ''), text, options);
    let [done, from] = ['', 0];
    for (const match of found) {
      done = withinSize(done + text.slice(from, match.start) + expand(by, match));
      from = match.end;
    }
    return withinSize(done + text.slice(from));
  },
);

const search: Filter = {
  params: ['regex'],
  hasRest: true,
  hasNamed: true,
  secrets: 'hide',
  run: ({ value, args: [regex], rest, named }) => {
    const options = {
      ...flags(named.get('ignorecase'), named.get('multiline')),
      isFirstOnly: true,
    };
    const [match] = findAll(textArgument(regex, ''), textOf(value), options);
    // Ansible prints what it found nothing for as an empty text.
    if (match === undefined) return null;
    return rest.length === 0 ? match.text : rest.map((group) => groupOf(match, textOf(group)));
  },
};

function groupOf(match: Found, written: string): Cell {
  const key = /^\\(?:g<(\w+)>|(\d+))$/.exec(written);
  const name = key?.[1] ?? key?.[2];
  if (name === undefined)
    throw new TemplateProblem(`"${written}" names no group`, "Write '\\1' or '\\g<name>'.");
  if (name === '0') return match.text;
  const group = /^\d+$/.test(name) ? match.groups[Number(name) - 1] : match.names[name];
  if (group !== undefined) return group;
  throw new TemplateProblem(`the regular expression has no group "${name}"`);
}

const findall = computing(
  ['regex', 'multiline', 'ignorecase'],
  ({ value, args: [regex, multiline, ignoreCase] }) => {
    const options = { ...flags(ignoreCase, multiline), isFirstOnly: false };
    return findAll(textArgument(regex, ''), textOf(value), options).map(({ text, groups }) => {
      const [only] = groups;
      if (only === undefined) return text;
      return groups.length === 1 ? (only ?? '') : asTuple(groups.map((group) => group ?? ''));
    });
  },
);

/** What Python's `re.escape` escapes. */
const PYTHON_SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

const escape = computing(['re_type'], ({ value, args: [type] }) => {
  const text = textOf(value);
  const kind = textArgument(type, 'python');
  if (kind === 'python') return text.replace(PYTHON_SPECIAL, '\\$&');
  if (kind === 'posix_basic') return text.replace(/[\].[^$*\\]/g, '\\$&');
  throw new TemplateProblem(`regex_escape knows python and posix_basic, and not "${kind}"`);
});

export const REGEX_FILTERS: readonly (readonly [string, Filter])[] = [
  ['regex_replace', replace],
  ['regex_search', search],
  ['regex_findall', findall],
  ['regex_escape', escape],
];
