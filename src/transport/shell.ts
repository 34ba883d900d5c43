import { randomBytes } from 'node:crypto';
import type { ShellCommand } from '../model/command.ts';
import type { Connection } from '../model/connection.ts';
import type { CommandResult, User } from '../model/fact.ts';
import { exchange, type Answer, type ExchangeOrder } from './exchange.ts';
import type { Link } from './link.ts';
import { askText, runText, wayOf } from './remote-shell.ts';

const STDOUT_LIMIT = 1_048_576;
const STDERR_LIMIT = 65_536;
/** All questions together. */
const ASK_LIMIT = 16_777_216;
const ASK_SECONDS = 180;
/** On top of what the device allows itself: `timeout -k 10`, then the way back over a slow network. */
const SLACK_MS = 90_000;

export interface RunWish {
  readonly as: User;
  readonly timeoutMs: number;
  readonly lockSeconds: number;
  readonly stdin?: Buffer;
  readonly onStdout?: ExchangeOrder['onStdout'];
}

/** Commands over one link. */
export class Shell {
  readonly #link: Link;
  readonly #connection: Connection;
  readonly #directory: string;
  /** Set once it lies on the device. */
  shellFile: string | null = null;

  constructor(link: Link, connection: Connection, directory: string) {
    this.#link = link;
    this.#connection = connection;
    this.#directory = directory;
  }

  /** stdout as it is: bytes may be anything but the answer is UTF-8. */
  async ask(command: ShellCommand, as: User): Promise<Answer> {
    const order = this.#order(as);
    return exchange(this.#link, {
      ...order,
      text: askText(order, ASK_SECONDS, command),
      stdoutLimit: ASK_LIMIT,
      waitMs: ASK_SECONDS * 1000 + SLACK_MS,
    });
  }

  async run(command: ShellCommand, wish: RunWish): Promise<CommandResult> {
    const { stdin = Buffer.alloc(0), lockSeconds, timeoutMs, onStdout } = wish;
    const order = this.#order(wish.as);
    const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
    const text = runText({
      ...order,
      command,
      directory: this.#directory,
      shellFile: this.shellFile,
      lockSeconds,
      stdinBytes: stdin.length,
      seconds,
      stdoutLimit: onStdout === undefined ? STDOUT_LIMIT : NO_LIMIT,
      stderrLimit: STDERR_LIMIT,
    });
    const startedAt = performance.now();
    const answer = await exchange(this.#link, {
      ...order,
      text,
      stdin,
      waitMs: (lockSeconds + seconds) * 1000 + SLACK_MS,
      ...(onStdout === undefined ? {} : { onStdout }),
    });
    const isLate = performance.now() - startedAt >= seconds * 1000;
    return isLate && [124, 137].includes(answer.exitCode) ? late(answer, seconds) : answer;
  }

  #order(as: User): Omit<ExchangeOrder, 'text' | 'waitMs'> {
    const { become, user } = this.#connection;
    return {
      mark: `stem-${randomBytes(12).toString('hex')}`,
      way: wayOf(as, become.method),
      user,
      password: become.method === 'none' ? undefined : become.password,
      stdin: Buffer.alloc(0),
      stdoutLimit: STDOUT_LIMIT,
      stderrLimit: STDERR_LIMIT,
    };
  }
}

/** What `head -c` of old systems can count to. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER - 1;

const late = (answer: Answer, seconds: number): CommandResult => ({
  ...answer,
  stderr: `${answer.stderr}the device ended it after ${String(seconds)} s\n`,
});
