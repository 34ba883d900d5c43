import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { StemError } from '../model/errors.ts';
import type { Credential } from './credentials.ts';
import { startClient } from './client.ts';
import { dial, type Limits } from './dial.ts';
import { closeSoon } from './pipe.ts';
import type { Route } from './route.ts';
import { linkLost, reasonOf } from './transport-errors.ts';

type Listener = (error: StemError) => void;

/** A device that answers keepalives but opens no channel in this time is ill. */
const CHANNEL_MS = 60_000;

/** One SSH connection for commands. Once lost, it stays lost. */
export class Link {
  readonly #client: Client;
  readonly #socket: Duplex;
  readonly #listeners = new Set<Listener>();
  readonly #signal: AbortSignal;
  readonly #channelMs: number;
  readonly accepted: readonly Credential[];
  readonly hostKey: string;
  #lost: StemError | null = null;
  #reason: unknown;

  constructor(
    { client, socket, accepted, hostKey }: Awaited<ReturnType<typeof dial<Client>>>,
    signal: AbortSignal,
    channelMs = CHANNEL_MS,
  ) {
    this.#channelMs = channelMs;
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
    // Aborted between the login and here, when nobody listened.
    if (signal.aborted) this.close();
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
      const timer = setTimeout(() => {
        refused(new Error(`no answer within ${String(this.#channelMs / 1000)} s`));
        this.close();
      }, this.#channelMs);
      const forget = this.onLost((error) => {
        clearTimeout(timer);
        reject(error);
      });
      const settled = (): void => {
        clearTimeout(timer);
        forget();
      };
      const refused = (error: unknown): void => {
        settled();
        reject(linkLost(`the device opens no channel: ${reasonOf(error)}`, error));
      };
      try {
        this.#client.exec(text, (error, channel) => {
          if (error !== undefined) {
            refused(error);
            return;
          }
          settled();
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
    closeSoon(this.#socket);
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

export async function openLink(route: Route, limits: Limits): Promise<Link> {
  return new Link(await dial(route, limits, startClient), limits.signal);
}
