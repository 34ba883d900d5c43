import { Problem } from '../../../model/params.ts';

/** A regular expression of Python's as one of ours. What differs and is common is translated; the rest is a problem. */
export function pythonRegex(text: string): RegExp | Problem {
  let source = text
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$');
  let flags = '';
  const [, given = '', rest = ''] = /^\(\?([aiLmsux]+)\)(.*)$/s.exec(source) ?? [];
  if (given !== '') {
    source = rest;
    if (given.includes('x')) return new Problem('a regular expression without the flag x');
    flags = ['i', 'm', 's'].filter((flag) => given.includes(flag)).join('');
  }
  try {
    return new RegExp(source, flags);
  } catch {
    return new Problem('a regular expression');
  }
}

/** Python's `match.expand`: `\1`, `\g<name>` and the usual escapes. */
export function expand(match: RegExpExecArray, template: string): string {
  return template
    .split(/(\\g<\w+>|\\\d{1,2}|\\[^])/)
    .map((part, index) => (index % 2 === 0 ? part : replacement(match, part)))
    .join('');
}

function replacement(match: RegExpExecArray, part: string): string {
  const name = /^\\(?:g<(\w+)>|(\d+))$/.exec(part);
  const group = name?.[1] ?? name?.[2];
  if (group === undefined) return ESCAPES[part.slice(1)] ?? part;
  return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? '';
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
