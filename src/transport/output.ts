/** What a stream said, up to a limit. The rest is counted as cut, and dropped. */
export class Output {
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  isCut = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    const room = this.#limit - this.#bytes;
    if (chunk.length > room) this.isCut = true;
    if (room <= 0) return;
    const kept = chunk.subarray(0, room);
    this.#chunks.push(kept);
    this.#bytes += kept.length;
  }

  /** UTF-8; a character that the cut went through is left out, other strange bytes become U+FFFD. */
  text(): string {
    const bytes = Buffer.concat(this.#chunks);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: this.isCut });
  }
}

const MOST_NOISE = 65_536;

/** What stands before our mark: noise of a login shell, the lecture and the prompts of sudo. */
export class Preamble {
  readonly #border: string;
  text = '';
  isOver = false;

  constructor(mark: string) {
    this.#border = `${mark} ready\n`;
  }

  /** The part of a chunk that lies behind the border. latin1: a character is a byte. */
  take(chunk: Buffer): Buffer {
    if (this.isOver) return chunk;
    const text = this.text + chunk.toString('latin1');
    const at = text.indexOf(this.#border);
    if (at < 0) {
      this.text = text.slice(-MOST_NOISE);
      return Buffer.alloc(0);
    }
    this.isOver = true;
    this.text = text.slice(0, at);
    return Buffer.from(text.slice(at + this.#border.length), 'latin1');
  }
}
