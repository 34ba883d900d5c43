import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A network between us and a device that can break, or go silent. */
export class Proxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  /** These have lost bytes: they can only stay silent. */
  readonly #deaf = new WeakSet<readonly [Socket, Socket]>();
  #isSilent = false;
  #cutAt = Infinity;
  #silenceAt = Infinity;
  #silenceMs = 0;
  #bytesPerSecond = Infinity;
  /** When the slow line will have sent what it has taken. */
  #freeAt = 0;
  /** What went to the device, over all connections. */
  bytesSent = 0;
  connections = 0;

  private constructor(target: () => number) {
    this.#server = createServer((near) => {
      this.#join(near, connect(target(), '127.0.0.1'));
    });
  }

  /** `target`: a port, asked anew for each connection where it may change. */
  static async start(target: number | (() => number)): Promise<Proxy> {
    const proxy = new Proxy(typeof target === 'number' ? () => target : target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** All connections break, as by a reset; new ones are taken. */
  cut(): void {
    for (const pair of this.#pairs) pair.forEach((socket) => socket.resetAndDestroy());
  }

  /** Breaks once, when so many more bytes have been sent. */
  cutAfter(bytes: number): void {
    this.#cutAt = this.bytesSent + bytes;
  }

  /** Nothing comes through any more, and nothing is closed. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** Nothing comes through for a while, from now on. What is lost stays lost. */
  fallSilentFor(ms: number): void {
    this.fallSilentAfter(0, ms);
    this.#isLostBy(0);
  }

  /** From now on, so many bytes a second go to the device, over all connections together, as over a modem. */
  throttle(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Nothing comes through for a while, when so many more bytes have been sent. What is lost stays lost. */
  fallSilentAfter(bytes: number, ms: number): void {
    this.#silenceAt = this.bytesSent + bytes;
    this.#silenceMs = ms;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    this.connections += 1;
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (chunk: Buffer) => {
        if (from === near && this.#isLostBy(chunk.length)) return;
        if (this.#isSilent || this.#deaf.has(pair)) return;
        if (from === near && this.#bytesPerSecond !== Infinity) {
          this.#crawl(from, to, chunk);
          return;
        }
        if (to.write(chunk)) return;
        from.pause();
        to.once('drain', () => from.resume());
      });
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
      from.on('error', () => undefined);
    }
  }

  /** Takes the next bytes when these are through, and lets them through little by little. */
  #crawl(from: Socket, to: Socket, chunk: Buffer): void {
    from.pause();
    const piece = Math.max(1, Math.floor(this.#bytesPerSecond / 10));
    this.#freeAt = Math.max(this.#freeAt, performance.now());
    for (let at = 0; at < chunk.length; at += piece) {
      const part = chunk.subarray(at, at + piece);
      this.#freeAt += (part.length / this.#bytesPerSecond) * 1000;
      setTimeout(() => to.write(part), this.#freeAt - performance.now());
    }
    setTimeout(() => from.resume(), this.#freeAt - performance.now());
  }

  #isLostBy(bytes: number): boolean {
    this.bytesSent += bytes;
    if (this.bytesSent >= this.#silenceAt) {
      this.#silenceAt = Infinity;
      this.#isSilent = true;
      setTimeout(() => {
        this.#isSilent = false;
        for (const pair of this.#pairs) this.#deaf.add(pair);
      }, this.#silenceMs);
    }
    if (this.bytesSent < this.#cutAt) return false;
    this.#cutAt = Infinity;
    this.cut();
    return true;
  }
}
