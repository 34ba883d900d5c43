import { Duplex, type Readable, type Writable } from 'node:stream';

export interface PipeEnds {
  readonly readable: Readable;
  readonly writable: Writable;
  /** Frees what lies beneath. Called once. */
  release(): void;
  /** Asked before the stream ends for another reason than `destroy`: what lies beneath may know better why. */
  readonly lastWords?: () => Promise<Error>;
}

/** A stream over a channel or a process that behaves as a socket does: `destroy` frees all beneath, and `close` comes. */
export class Pipe extends Duplex {
  readonly #ends: PipeEnds;

  constructor(ends: PipeEnds) {
    super({ allowHalfOpen: false });
    this.#ends = ends;
    // Whoever uses the pipe may not listen yet when it breaks, and `close` is enough to know.
    this.on('error', () => undefined);
    const { readable, writable } = ends;
    readable.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) readable.pause();
    });
    readable.on('end', () => {
      if (ends.lastWords === undefined) this.push(null);
      else this.#broken();
    });
    for (const end of new Set([readable, writable])) {
      end.on('error', (error: Error) => {
        this.#broken(error);
      });
      end.on('close', () => {
        this.#broken();
      });
    }
  }

  #broken(error?: Error): void {
    const { lastWords } = this.#ends;
    if (lastWords === undefined) this.destroy(error);
    else void lastWords().then((why) => this.destroy(why));
  }

  override _read(): void {
    this.#ends.readable.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#ends.writable.write(chunk, (error) => {
      if (error === null || error === undefined) done();
      else this.#broken(error);
    });
  }

  override _final(done: () => void): void {
    this.#ends.writable.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#ends.release();
    done(error);
  }
}

const LAST_WORDS_MS = 2000;

/** Sends what was written, then destroys. A line that takes nothing any more is not waited for. */
export function closeSoon(stream: Duplex): void {
  const timer = setTimeout(() => stream.destroy(), LAST_WORDS_MS);
  stream.once('close', () => {
    clearTimeout(timer);
  });
  if (stream.writableFinished) stream.destroy();
  else stream.once('finish', () => stream.destroy());
  stream.end();
}
