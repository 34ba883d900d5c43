import { judgeMatch, type Matched } from './match.ts';
import { isInHosts } from './patterns.ts';
import { SshConfigProblem, type SshLine } from './ssh-line.ts';
import { expandTokens } from './tokens.ts';

/** Whom the config is asked about. */
export interface SshQuery {
  /** As the command line of ssh would name it. */
  readonly host: string;
  readonly localUser: string;
  /** What wins over the files, first ones first: vars, and options of a command line. */
  readonly given: readonly SshLine[];
}

/** By keyword. What may be given more than once has several lines, in order; anything else has one. */
export type SshSettings = ReadonlyMap<string, readonly SshLine[]>;

/**
 * What ssh_config says of a host: the first value wins, and files of identities add up. A key of `Match final` brings a
 * second pass, in which earlier values still win. @throws SshConfigProblem
 */
export function lookUpSsh(lines: readonly SshLine[], query: SshQuery): SshSettings {
  const search = new Search(query);
  search.takeGiven();
  search.read(lines);
  if (search.wantsFinal) search.secondPass(lines);
  return search.found;
}

const ADD_UP = new Set(['identityfile', 'certificatefile', 'sendenv', 'localforward']);
const OLD_NAMES: Readonly<Record<string, string>> = {
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  userknownhostsfile2: 'userknownhostsfile',
};
const DEEPEST = 16;
const SECTIONS = new Set(['host', 'match']);

class Search {
  readonly found = new Map<string, readonly SshLine[]>();
  readonly #query: SshQuery;
  #host: string;
  #isFinalPass = false;
  wantsFinal = false;

  constructor(query: SshQuery) {
    this.#query = query;
    this.#host = query.host;
  }

  takeGiven(): void {
    this.#query.given.forEach((line) => {
      this.#take(line);
    });
  }

  read(lines: readonly SshLine[]): void {
    this.#read(lines, true, 0);
  }

  secondPass(lines: readonly SshLine[]): void {
    this.#host = this.#resolved();
    this.#isFinalPass = true;
    this.read(lines);
  }

  /** `isActive`: the lines are those of a section that counts. An included file begins with that. */
  #read(lines: readonly SshLine[], isActive: boolean, depth: number): void {
    if (depth > DEEPEST)
      throw new SshConfigProblem(`${lines[0]?.place ?? ''}: Include goes too deep`);
    let isOn = isActive;
    for (const line of lines) {
      if (SECTIONS.has(line.keyword)) {
        isOn = this.#opens(line) && isActive;
      } else if (line.included !== undefined) {
        for (const file of line.included) this.#read(file, isOn, depth + 1);
      } else if (isOn) {
        this.#take(line);
      }
    }
  }

  /** Whether a section is about the host. */
  #opens(line: SshLine): boolean {
    const { keyword, words, place } = line;
    if (keyword === 'match') return this.#judge(line).isMatch;
    if (words.length === 0) throw new SshConfigProblem(`${place}: Host names none`);
    return isInHosts(this.#host, words);
  }

  #judge(line: SshLine): Matched {
    const { host, localUser } = this.#query;
    const judged = judgeMatch(line, {
      host: this.#resolved(),
      originalHost: host,
      user: this.found.get('user')?.[0]?.words[0] ?? localUser,
      localUser,
      isFinalPass: this.#isFinalPass,
    });
    this.wantsFinal ||= judged.wantsFinal;
    return judged;
  }

  #resolved(): string {
    const [named] = this.found.get('hostname') ?? [];
    const text = named?.words[0];
    if (text === undefined) return this.#query.host;
    const name = expandTokens(text, { h: this.#query.host });
    return typeof name === 'string' ? name : text;
  }

  #take(line: SshLine): void {
    const key = OLD_NAMES[line.keyword] ?? line.keyword;
    const before = this.found.get(key) ?? [];
    if (before.length === 0) {
      if (!this.#isBlocked(key)) this.found.set(key, [line]);
    } else if (ADD_UP.has(key) && !before.some((one) => one.rest === line.rest)) {
      this.found.set(key, [...before, line]);
    }
  }

  /** Of ProxyJump and ProxyCommand the first one holds; but `ProxyJump none` leaves the way free for a command. */
  #isBlocked(key: string): boolean {
    if (key === 'proxyjump') return this.found.has('proxycommand');
    const [jump] = this.found.get('proxyjump') ?? [];
    return key === 'proxycommand' && jump !== undefined && jump.words[0]?.toLowerCase() !== 'none';
  }
}
