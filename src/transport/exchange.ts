import type { ClientChannel } from 'ssh2';
import { StemError } from '../model/errors.ts';
import { scrub, type Secret } from '../model/secret.ts';
import { becomeError, suError } from './become.ts';
import type { Link } from './link.ts';
import { Output, Preamble } from './output.ts';
import type { Way } from './remote-shell.ts';
import { linkLost } from './transport-errors.ts';

/** One command text of `remote-shell.ts` and what belongs to it. */
export interface ExchangeOrder {
  readonly text: string;
  readonly mark: string;
  readonly way: Way;
  readonly user: string;
  readonly password: Secret | undefined;
  readonly stdin: Buffer;
  readonly stdoutLimit: number;
  readonly stderrLimit: number;
  /** The device ends the command long before; this is for a device that no longer answers. */
  readonly waitMs: number;
  /** Takes stdout as it comes, in place of collecting it. */
  readonly onStdout?: (chunk: Buffer, pause: Pausable) => void;
}

export interface Pausable {
  pause(): void;
  resume(): void;
}

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
}

/** Beyond it, Node's timers fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
const START_MS = 60_000;
/** A daemon that the command left behind may hold the channel open: the answer does not wait for it. */
const AFTER_EXIT_MS = 2000;

/** Sends one order, answers the prompt of sudo, hands over stdin, collects what comes back. */
export async function exchange(link: Link, order: ExchangeOrder): Promise<Answer> {
  const channel = await link.openChannel(order.text);
  return new Promise((resolve, reject) => {
    new Exchange(channel, order, { resolve, reject }).listen(link);
  });
}

interface Ends {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

class Exchange {
  readonly #channel: ClientChannel;
  readonly #order: ExchangeOrder;
  readonly #ends: Ends;
  readonly #out: Preamble;
  readonly #err: Preamble;
  readonly #stdout: Output;
  readonly #stderr: Output;
  #asks = 0;
  #exit: { readonly code: number | null; readonly signal: string } | null = null;
  #timers: NodeJS.Timeout[] = [];
  #afterExit: NodeJS.Timeout | undefined;
  #forget: () => void = () => undefined;
  #isOver = false;

  constructor(channel: ClientChannel, order: ExchangeOrder, ends: Ends) {
    this.#channel = channel;
    this.#order = order;
    this.#ends = ends;
    this.#out = new Preamble(order.mark);
    this.#err = new Preamble(order.mark);
    this.#stdout = new Output(order.stdoutLimit);
    this.#stderr = new Output(order.stderrLimit);
  }

  listen(link: Link): void {
    const channel = this.#channel;
    this.#timers = [
      setTimeout(() => {
        if (!this.#err.isOver) this.#giveUp(link, this.#notStarted());
      }, START_MS),
      setTimeout(
        () => {
          this.#giveUp(link, linkLost('the device did not say in time how the command ended'));
        },
        Math.min(this.#order.waitMs, LONGEST_TIMER_MS),
      ),
    ];
    channel.on('data', (chunk: Buffer) => {
      this.#onStdout(chunk);
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      this.#onStderr(chunk);
    });
    channel.on('exit', (code: number | null, signal?: string) => {
      this.#exit = { code, signal: signal ?? '' };
      this.#waitAfterExit();
    });
    // Of a quick command, `exit` may have come in one piece with the channel itself, before anybody could listen.
    channel.on('close', (code?: number | null, signal?: string) => {
      if (code !== undefined) this.#exit ??= { code, signal: signal ?? '' };
      this.#finish();
    });
    // A channel that breaks closes as well; without a listener, Node would end the process.
    channel.on('error', () => undefined);
    // Last: a link that is lost already ends it at once, with the timers above.
    this.#forget = link.onLost((error) => {
      this.#end(() => {
        this.#ends.reject(error);
      });
    });
  }

  #onStdout(chunk: Buffer): void {
    const rest = this.#out.take(chunk);
    if (rest.length > 0) {
      if (this.#order.onStdout === undefined) this.#stdout.add(rest);
      else this.#order.onStdout(rest, this.#channel);
    }
    this.#waitAfterExit();
  }

  #onStderr(chunk: Buffer): void {
    const wasOver = this.#err.isOver;
    this.#stderr.add(this.#err.take(chunk));
    this.#waitAfterExit();
    if (wasOver) return;
    if (this.#err.isOver) this.#channel.end(this.#order.stdin);
    else this.#answerPrompts();
  }

  /** The first prompt gets the password. A second one means that it was wrong: no third try, no lock-out. */
  #answerPrompts(): void {
    const asks = this.#err.text.split(this.#prompt()).length - 1;
    if (asks === this.#asks) return;
    this.#asks = asks;
    const { password } = this.#order;
    if (asks === 1 && password !== undefined) this.#channel.write(`${password.reveal()}\n`);
    else this.#channel.end();
  }

  /** sudo asks in our words; su in those of PAM, and only in the language C. */
  #prompt(): RegExp | string {
    return this.#order.way === 'su' ? /^Password: ?/m : `${this.#order.mark} ask`;
  }

  #waitAfterExit(): void {
    if (this.#exit === null || this.#isOver) return;
    clearTimeout(this.#afterExit);
    this.#afterExit = setTimeout(() => {
      this.#finish();
      this.#channel.close();
    }, AFTER_EXIT_MS);
  }

  #finish(): void {
    this.#end(() => {
      const answer = this.#answer();
      if (answer instanceof Error) this.#ends.reject(answer);
      else this.#ends.resolve(answer);
    });
  }

  #answer(): Answer | StemError {
    if (this.#exit === null) return linkLost('the link closed before the command ended');
    if (!this.#err.isOver) return this.#notStarted();
    const { code, signal } = this.#exit;
    if (code === null) return linkLost(`the command's shell was ended by ${signal}`);
    const [stderr, note] = splitNote(this.#stderr.text(), this.#order.mark);
    if (note === 'short') return linkLost('the link broke while stdin was sent');
    if (note === 'busy')
      return linkLost('the device is busy: what an earlier session started still goes on');
    return {
      exitCode: code,
      stdout: this.#stdout.text(),
      stderr: note === 'home' ? `${stderr}there is no place for the command's files\n` : stderr,
      isCut: this.#stdout.isCut || this.#stderr.isCut,
    };
  }

  #notStarted(): StemError {
    const { user, password, way, mark } = this.#order;
    const said = scrub(this.#err.text.replaceAll(`${mark} ask`, ''), password ? [password] : []);
    const refusal = { said, asks: this.#asks, hasPassword: password !== undefined, user };
    if (way === 'su') return suError(refusal);
    if (way !== 'login') return becomeError(refusal);
    return new StemError(`the login shell of ${user} runs no commands: ${said.trim()}`, {
      code: 'AUTH_FAILED',
      hint: 'Log in with ssh by hand, and give the user a shell.',
    });
  }

  #giveUp(link: Link, error: StemError): void {
    this.#end(() => {
      this.#ends.reject(error);
      link.close();
    });
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget();
    clearTimeout(this.#afterExit);
    this.#timers.forEach(clearTimeout);
    tell();
  }
}

/** What our own shell said in place of running the command stands last. */
function splitNote(stderr: string, mark: string): readonly [rest: string, note: string | null] {
  const at = stderr.lastIndexOf(`${mark} `);
  const note = at < 0 ? null : /^\S+ (short|busy|home)\n$/.exec(stderr.slice(at))?.[1];
  return note === undefined || note === null ? [stderr, null] : [stderr.slice(0, at), note];
}
