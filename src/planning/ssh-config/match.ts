import { isInList } from './patterns.ts';
import { SshConfigProblem, type SshLine } from './ssh-line.ts';

/** What the criteria of `Match` are compared with, as far as it is known by then. */
export interface MatchState {
  /** With `HostName` of what was read so far. */
  readonly host: string;
  readonly originalHost: string;
  readonly user: string;
  readonly localUser: string;
  readonly isFinalPass: boolean;
}

export interface Matched {
  readonly isMatch: boolean;
  /** `final` was asked for: the files are read a second time. */
  readonly wantsFinal: boolean;
}

/** @throws SshConfigProblem for criteria that can't be judged here */
export function judgeMatch(line: SshLine, state: MatchState): Matched {
  const criteria = criteriaOf(line);
  let isMatch = true;
  let wantsFinal = false;
  for (const { name, isNegated, argument } of criteria) {
    if (name === 'final') wantsFinal = true;
    // Nobody looks further: a command, above all, is not run for nothing.
    if (isMatch) isMatch = judge(name, { argument, state, place: line.place }) !== isNegated;
  }
  return { isMatch, wantsFinal };
}

interface Criterion {
  readonly name: string;
  readonly isNegated: boolean;
  readonly argument: string;
}

const ALONE = ['all', 'canonical', 'final'];

function criteriaOf({ rest, place }: SshLine): readonly Criterion[] {
  const words = wordsOf(rest);
  const criteria: Criterion[] = [];
  while (words.length > 0 && words[0]?.startsWith('#') !== true)
    criteria.push(criterionOf(words, place));
  if (criteria.length === 0) throw new SshConfigProblem(`${place}: Match says nothing`);
  const [other] = criteria.filter(({ name }) => !ALONE.includes(name));
  if (other !== undefined && criteria.some(({ name }) => name === 'all'))
    throw new SshConfigProblem(`${place}: Match all can't stand beside ${other.name}`);
  return criteria;
}

/** Takes one or two words from the front. */
function criterionOf(words: string[], place: string): Criterion {
  const word = words.shift()?.toLowerCase() ?? '';
  const isNegated = word.startsWith('!');
  const name = isNegated ? word.slice(1) : word;
  const argument = ALONE.includes(name) ? '' : words.shift();
  if (argument === undefined) throw new SshConfigProblem(`${place}: Match ${name} says nothing`);
  return { name, isNegated, argument };
}

/** As `strdelim` of OpenSSH: double quotes around a word, and an `=` in the place of a blank. */
const wordsOf = (rest: string): string[] =>
  [...rest.matchAll(/"([^"]*)"|([^\s="]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

interface Judged {
  readonly argument: string;
  readonly state: MatchState;
  readonly place: string;
}

function judge(name: string, { argument, state, place }: Judged): boolean {
  switch (name) {
    case 'all':
      return true;
    case 'final':
      return state.isFinalPass;
    // Only after CanonicalizeHostname, which is refused.
    case 'canonical':
      return false;
    case 'host':
      return isInList(state.host.toLowerCase(), argument.toLowerCase());
    case 'originalhost':
      return isInList(state.originalHost.toLowerCase(), argument.toLowerCase());
    case 'user':
      return isInList(state.user, argument);
    case 'localuser':
      return isInList(state.localUser, argument);
    default:
      throw new SshConfigProblem(
        `${place}: Match ${name} is not supported: use host, originalhost, user or localuser`,
      );
  }
}
