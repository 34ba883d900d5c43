import type { Socket } from 'node:net';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import type { StemError } from '../model/errors.ts';
import type { Credential } from './credentials.ts';
import { dial, type Limits, type Route } from './dial.ts';
import { linkLost, reasonOf } from './transport-errors.ts';

type Listener = (error: StemError) => void;

/** One SSH connection for commands. Once lost, it stays lost. */
export class Link {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #listeners = new Set<Listener>();
  readonly #signal: AbortSignal;
  readonly accepted: readonly Credential[];
  readonly hostKey: string;
  #lost: StemError | null = null;
  #reason: unknown;

  constructor(
    { client, socket, accepted, hostKey }: Awaited<ReturnType<typeof dial<Client>>>,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#socket = socket;
    this.#signal = signal;
    this.accepted = accepted;
    this.hostKey = hostKey;
    client.on('error', (error) => {
      this.#reason = error;
    });
    socket.on('close', () => {
      this.#lose();
    });
    signal.addEventListener('abort', this.close);
    if (socket.destroyed) this.#lose();
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** @returns how to stop listening */
  onLost(listener: Listener): () => void {
    if (this.#lost !== null) listener(this.#lost);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  openChannel(text: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const forget = this.onLost(reject);
      const refused = (error: unknown): void => {
        forget();
        reject(linkLost(`the device opens no channel: ${reasonOf(error)}`, error));
      };
      try {
        this.#client.exec(text, (error, channel) => {
          if (error !== undefined) {
            refused(error);
            return;
          }
          forget();
          resolve(channel);
        });
      } catch (error) {
        refused(error);
      }
    });
  }

  /** What runs on the device goes on. */
  readonly close = (): void => {
    this.#client.end();
    this.#socket.destroySoon();
    this.#lose();
  };

  #lose(): void {
    if (this.#lost !== null) return;
    this.#signal.removeEventListener('abort', this.close);
    const why = this.#reason === undefined ? '' : `: ${reasonOf(this.#reason)}`;
    this.#lost = linkLost(`the link is lost${why}`, this.#reason);
    for (const listener of this.#listeners) listener(this.#lost);
    this.#listeners.clear();
  }
}

export async function openLink(route: Route, limits: Limits, keepaliveMs: number): Promise<Link> {
  const dialled = await dial(
    route,
    limits,
    (config) =>
      new Promise<Client>((resolve, reject) => {
        const client = new ssh2.Client();
        client.on('ready', () => {
          resolve(client);
        });
        client.on('error', (error) => {
          // An agent that fails is passed over.
          if (error.level !== 'agent') reject(error);
        });
        client.connect({ ...config, keepaliveInterval: keepaliveMs, keepaliveCountMax: 4 });
      }),
  );
  return new Link(dialled, limits.signal);
}
