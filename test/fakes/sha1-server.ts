import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import { makeClientKey } from './sshd.ts';

/**
 * A server that, as OpenSSH 6.6, does not tell which signatures it knows, and takes any public key. An sshd of today always
 * tells. It runs nothing.
 */
export class Sha1Server {
  readonly hostKey: string;
  /** The algorithm of each signature that opened the door. */
  readonly signatures: string[] = [];
  readonly #server: ssh2.Server;
  readonly #clients = new Set<ssh2.Connection>();

  private constructor(directory: string) {
    const file = makeClientKey(directory);
    this.hostKey = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    this.#server = new ssh2.Server({ hostKeys: [readFileSync(file)] }, (client) => {
      this.#clients.add(client);
      tellNothing(client);
      client.on('error', () => undefined);
      client.on('authentication', (context) => {
        if (context.method !== 'publickey') {
          context.reject(['publickey']);
          return;
        }
        if (context.signature !== undefined) this.signatures.push(context.key.algo);
        context.accept();
      });
    });
  }

  static async start(directory: string): Promise<Sha1Server> {
    const made = new Sha1Server(directory);
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    return made;
  }

  get port(): number {
    // It listens on TCP, so its address is no path.
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    for (const client of this.#clients) client.end();
  }
}

/** ssh2 has no option for it: keeps it from believing that the client wants to be told. */
function tellNothing(client: ssh2.Connection): void {
  const protocol = (client as unknown as { readonly _protocol: { _kex?: object } })._protocol;
  let kex = protocol._kex;
  const blind = (value: object): object =>
    Object.defineProperty(value, 'remoteExtInfoEnabled', {
      get: () => false,
      set: () => undefined,
    });
  if (kex !== undefined) blind(kex);
  Object.defineProperty(protocol, '_kex', {
    get: () => kex,
    set: (value: object | undefined) => {
      kex = value === undefined ? value : blind(value);
    },
  });
}
