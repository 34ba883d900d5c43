import { HONOURED, IGNORED, REFUSED } from './keywords.ts';
import { parseSshLine } from './parse-lines.ts';
import { SHELL, splitWords } from './split-words.ts';
import { SshConfigProblem, type SshLine } from './ssh-line.ts';

/** What a var such as `ansible_ssh_common_args` asks for. */
export interface GivenArgs {
  readonly lines: readonly SshLine[];
  /** `-F`: another file in the place of the usual ones. */
  readonly file: string | null;
}

/** Options of ssh(1) that are honoured, with the keyword that they stand for. */
const WITH_VALUE: Readonly<Record<string, string>> = {
  J: 'ProxyJump',
  i: 'IdentityFile',
  p: 'Port',
  l: 'User',
  b: 'BindAddress',
  c: 'Ciphers',
  m: 'MACs',
};
const FLAGS: Readonly<Record<string, string>> = {
  '4': 'AddressFamily inet',
  '6': 'AddressFamily inet6',
};
/** Without meaning here. */
const SILENT = 'aCknqTvx';
const SILENT_WITH_VALUE = 'eES';

/** @throws SshConfigProblem for an option that can't be honoured */
export function readGivenArgs(text: string, name: string): GivenArgs {
  const words = splitWords(text, SHELL);
  if (words === null) throw new SshConfigProblem(`${name}: a quote is not closed`);
  const args = new Args(name, [...words]);
  args.read();
  return { lines: args.lines, file: args.file };
}

class Args {
  readonly lines: SshLine[] = [];
  file: string | null = null;
  readonly #name: string;
  readonly #words: string[];

  constructor(name: string, words: string[]) {
    this.#name = name;
    this.#words = words;
  }

  read(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (!/^-./.test(word)) throw this.#problem(`"${word}" is no option of ssh`);
      this.#letters(word.slice(1));
    }
  }

  /** `-4C`, `-p22`, `-p 22` */
  #letters(letters: string): void {
    for (let at = 0; at < letters.length; at += 1) {
      const letter = letters.charAt(at);
      const flag = FLAGS[letter];
      if (flag !== undefined) this.#add(flag);
      else if (!SILENT.includes(letter)) {
        this.#option(letter, letters.slice(at + 1));
        return;
      }
    }
  }

  #option(letter: string, behind: string): void {
    const keyword = WITH_VALUE[letter];
    const isKnown = keyword !== undefined || `oF${SILENT_WITH_VALUE}`.includes(letter);
    if (!isKnown) throw this.#problem(`-${letter} can't be honoured: take it out`);
    const value = behind === '' ? this.#words.shift() : behind;
    if (value === undefined) throw this.#problem(`-${letter} needs a value`);
    if (keyword !== undefined) this.#add(`${keyword} ${quoted(value)}`);
    else if (letter === 'F') this.file = value;
    else if (letter === 'o') this.#setting(value);
  }

  /** Whoever writes an option relies on it; only what can't matter here is passed over. */
  #setting(text: string): void {
    const line = parseSshLine(text, this.#name);
    if (line === null) throw this.#problem('-o needs a value');
    const { keyword } = line;
    const isForwarding = /^(forward|localforward|remoteforward|dynamic|tunnel|setenv|sendenv)/;
    const isKnown = HONOURED.has(keyword) || IGNORED.has(keyword) || keyword in REFUSED;
    if (!isKnown || ['host', 'match', 'include'].includes(keyword))
      throw this.#problem(`-o ${keyword} is no option of ssh`);
    if (isForwarding.test(keyword) && !/^no(ne)?$/i.test(line.rest.trim()))
      throw this.#problem(`-o ${keyword} can't be honoured: take it out`);
    this.lines.push(line);
  }

  #add(text: string): void {
    const line = parseSshLine(text, this.#name);
    if (line !== null) this.lines.push(line);
  }

  #problem(what: string): SshConfigProblem {
    return new SshConfigProblem(`${this.#name}: ${what}`);
  }
}

const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
