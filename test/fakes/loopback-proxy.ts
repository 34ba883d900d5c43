import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export type Protocol = 'http' | 'socks5' | 'socks4';

/** How it is minded. `status`: its answer to all, in its protocol's own numbers. */
export interface Manners {
  readonly protocol: Protocol;
  readonly status?: number;
  /** `Proxy-Authenticate` of a 407, one a line. */
  readonly schemes?: readonly string[];
  /** A method of SOCKS5 that it insists on. */
  readonly method?: number;
  /** It takes what comes, and says nothing. */
  readonly isSilent?: boolean;
  /** It hangs up on whoever asks. */
  readonly isRude?: boolean;
}

const ADDRESS = /^CONNECT (\d+\.\d+\.\d+\.\d+):(\d+) HTTP\/1\.0\r\n\r\n$/;

/** A real proxy on a port of loopback that the system chooses, as strict about what it is sent as redsocks is about its answers. */
export class LoopbackProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #manners: Manners;
  /** `ADDRESS:PORT` of what was asked for, in order. */
  readonly asked: string[] = [];
  /** All that was sent to it. */
  received = '';

  private constructor(manners: Manners) {
    this.#manners = manners;
    this.#server = createServer((near) => {
      this.#sockets.add(near);
      near.on('error', () => undefined);
      near.on('data', (chunk: Buffer) => {
        this.received += chunk.toString('latin1');
      });
      if (manners.isRude === true) near.once('data', () => near.destroy());
      else if (manners.isSilent !== true) this.#serve(near);
    });
  }

  static async start(manners: Manners): Promise<LoopbackProxy> {
    const proxy = new LoopbackProxy(manners);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #serve(near: Socket): void {
    const { protocol } = this.#manners;
    if (protocol === 'http') this.#http(near);
    else if (protocol === 'socks5') this.#socks5(near);
    else this.#socks4(near);
  }

  #http(near: Socket): void {
    const { status, schemes = [] } = this.#manners;
    near.once('data', (request: Buffer) => {
      const [, host = '', port = ''] = ADDRESS.exec(request.toString('latin1')) ?? [];
      const head = schemes.map((scheme) => `Proxy-Authenticate: ${scheme}\r\n`).join('');
      const say = (code: number): void => {
        near.write(`HTTP/1.1 ${String(code)} ${REASONS[code] ?? 'Odd'}\r\nX-1: a\r\n${head}\r\n`);
      };
      if (host === '') say(400);
      else if (status !== undefined) say(status);
      else
        this.#connect(near, {
          host,
          port: Number(port),
          ok: () => {
            say(200);
          },
          bad: () => {
            say(502);
          },
        });
    });
  }

  #socks5(near: Socket): void {
    const { method, status } = this.#manners;
    near.once('data', (hello: Buffer) => {
      const offered = [...hello.subarray(2)];
      const chosen = method ?? 0;
      const isFine = hello[0] === 5 && hello[1] === offered.length && offered.includes(chosen);
      near.write(Uint8Array.of(5, isFine ? chosen : 255));
      near.once('data', (request: Buffer) => {
        const say = (code: number): void => {
          near.write(Uint8Array.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0));
        };
        const isAddress = request.length === 10 && request[1] === 1 && request[3] === 1;
        if (!isAddress) say(8);
        else if (status !== undefined) say(status);
        else
          this.#connect(near, {
            host: request.subarray(4, 8).join('.'),
            port: request.readUInt16BE(8),
            ok: () => {
              say(0);
            },
            bad: () => {
              say(5);
            },
          });
      });
    });
  }

  #socks4(near: Socket): void {
    const { status } = this.#manners;
    near.once('data', (request: Buffer) => {
      const say = (code: number): void => {
        near.write(Uint8Array.of(0, code, 0, 0, 0, 0, 0, 0));
      };
      const isWhole = request.length === 9 && request[0] === 4 && request[8] === 0;
      if (!isWhole) say(91);
      else if (status !== undefined) say(status);
      else
        this.#connect(near, {
          host: request.subarray(4, 8).join('.'),
          port: request.readUInt16BE(2),
          ok: () => {
            say(90);
          },
          bad: () => {
            say(91);
          },
        });
    });
  }

  #connect(near: Socket, { host, port, ok, bad }: Far): void {
    this.asked.push(`${host}:${String(port)}`);
    const far = connect(port, host, () => {
      ok();
      near.pipe(far).pipe(near);
    });
    this.#sockets.add(far);
    far.on('error', bad);
  }
}

interface Far {
  readonly host: string;
  readonly port: number;
  readonly ok: () => void;
  readonly bad: () => void;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'Connection established',
  400: 'Bad Request',
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
};
