import type { SshLine } from './ssh-line.ts';
import type { SshSettings } from './look-up.ts';
import { expandEnvironment, expandTokens, UnknownToken, type Tokens } from './tokens.ts';

/** Reads the values of settings, and collects what is wrong with them. */
export class SshReader {
  readonly #settings: SshSettings;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly problems: string[] = [];

  constructor(settings: SshSettings, env: Readonly<Record<string, string | undefined>>) {
    this.#settings = settings;
    this.#env = env;
  }

  lines(keyword: string): readonly SshLine[] {
    return this.#settings.get(keyword) ?? [];
  }

  line(keyword: string): SshLine | undefined {
    return this.lines(keyword)[0];
  }

  /** The first word; undefined where there is no such line. */
  word(keyword: string): string | undefined {
    const line = this.line(keyword);
    if (line === undefined) return undefined;
    const [word = ''] = line.words;
    if (word !== '') return word;
    this.#complain(line, 'has no value');
    return undefined;
  }

  port(): number | undefined {
    const word = this.word('port');
    if (word === undefined) return undefined;
    const port = /^\d+$/.test(word) ? Number(word) : 0;
    if (port >= 1 && port <= 65_535) return port;
    this.#complain(this.line('port'), `can't be "${word}": write a number from 1 to 65535`);
    return undefined;
  }

  count(keyword: string): number | undefined {
    const word = this.word(keyword);
    if (word === undefined || /^\d{1,9}$/.test(word))
      return word === undefined ? word : Number(word);
    this.#complain(this.line(keyword), `can't be "${word}": write a number`);
    return undefined;
  }

  /** `90`, `1m30s`; null for `none`. @see sshd_config(5), TIME FORMATS */
  seconds(keyword: string): number | null | undefined {
    const word = this.word(keyword);
    if (word === undefined) return undefined;
    if (word.toLowerCase() === 'none') return null;
    const isTime = /^(?:\d{1,9}[smhdw]?)+$/i.test(word);
    const parts = [...word.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
    if (isTime)
      return parts.reduce((sum, [, n = '', unit = '']) => sum + Number(n) * (UNITS[unit] ?? 1), 0);
    this.#complain(this.line(keyword), `can't be "${word}": write seconds, or a time like 1m30s`);
    return undefined;
  }

  truth(keyword: string): boolean | undefined {
    return this.choice(keyword, { yes: true, true: true, no: false, false: false });
  }

  choice<T>(keyword: string, values: Readonly<Record<string, T>>): T | undefined {
    const word = this.word(keyword);
    if (word === undefined) return undefined;
    const value = values[word.toLowerCase()];
    if (value === undefined)
      this.#complain(
        this.line(keyword),
        `can't be "${word}": write ${Object.keys(values).join(', ')}`,
      );
    return value;
  }

  /** With tokens, `${NAME}` and `~`; undefined, and a problem, where one of them is not known. */
  path(line: SshLine, word: string, { tokens, home }: PathWorld): string | undefined {
    const named = expandEnvironment(word, this.#env);
    const text = typeof named === 'string' ? expandTokens(named, tokens) : named;
    if (text instanceof UnknownToken) {
      this.#complain(line, `has ${text.token}, which is not known here`);
      return undefined;
    }
    return text === '~' || text.startsWith('~/') ? `${home}${text.slice(1)}` : text;
  }

  #complain(line: SshLine | undefined, what: string): void {
    this.problems.push(`${line?.place ?? ''}: ${line?.keyword ?? ''} ${what}`);
  }
}

export interface PathWorld {
  readonly tokens: Tokens;
  readonly home: string;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};
