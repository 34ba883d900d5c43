import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import type { Connection } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import { Login, type Credential } from './credentials.ts';
import {
  algorithmsFor,
  ALL_ALGORITHMS,
  judgeHostKey,
  shownKey,
  type HostKeys,
} from './host-keys.ts';
import { reasonOf } from './transport-errors.ts';

/** Everything that is needed to connect, read once. */
export interface Route {
  readonly connection: Connection;
  readonly hostKeys: HostKeys;
  readonly credentials: readonly Credential[];
}

export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Dialled<T> {
  readonly client: T;
  readonly socket: Socket;
  readonly accepted: readonly Credential[];
  readonly hostKey: string;
}

/** Makes a client of ssh2 (or one built on it) ready on a socket. */
export type Start<T> = (config: ConnectConfig) => Promise<T>;

/**
 * A connection to the device whose host key is known, logged in; nothing is sent to any other.
 * @throws StemError UNREACHABLE, AUTH_FAILED, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED
 */
export async function dial<T>(route: Route, limits: Limits, start: Start<T>): Promise<Dialled<T>> {
  const known = algorithmsFor(route.hostKeys);
  try {
    return await new Attempt(route, limits, known).make(start);
  } catch (error) {
    // The device has no key of the types we know. Which does it have? It can't be one that we accept.
    if (!(error instanceof NoCommonHostKey)) throw error;
    return await new Attempt(route, limits, ALL_ALGORITHMS).make(start);
  }
}

class NoCommonHostKey extends Error {}

class Attempt {
  readonly #route: Route;
  readonly #limits: Limits;
  readonly #algorithms: readonly ServerHostKeyAlgorithm[];
  readonly #login: Login;
  #refusal: StemError | null = null;
  #hostKey = '';

  constructor(route: Route, limits: Limits, algorithms: readonly ServerHostKeyAlgorithm[]) {
    this.#route = route;
    this.#limits = limits;
    this.#algorithms = algorithms;
    this.#login = new Login(route.credentials);
  }

  async make<T>(start: Start<T>): Promise<Dialled<T>> {
    const { signal, timeoutMs } = this.#limits;
    signal.throwIfAborted();
    const { address: host, port } = this.#route.connection;
    const socket = connect({ host, port, noDelay: true });
    const hangUp = (): void => {
      socket.destroy(new Error('aborted'));
    };
    signal.addEventListener('abort', hangUp);
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
    try {
      await once(socket, 'connect');
      const client = await Promise.race([start(this.#config(socket)), closed(socket)]);
      return { client, socket, accepted: this.#login.accepted(), hostKey: this.#hostKey };
    } catch (cause) {
      socket.destroy();
      signal.throwIfAborted();
      throw this.#refusal ?? this.#explain(cause);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', hangUp);
    }
  }

  #config(sock: Socket): ConnectConfig {
    return {
      sock,
      username: this.#route.connection.user,
      authHandler: this.#login.handler,
      algorithms: { serverHostKey: [...this.#algorithms] },
      hostVerifier: (blob: Buffer): boolean => {
        this.#hostKey = shownKey(blob);
        this.#refusal = judgeHostKey(blob, this.#route.hostKeys);
        return this.#refusal === null;
      },
      readyTimeout: 0,
    };
  }

  #explain(cause: unknown): Error {
    const { address, port, user } = this.#route.connection;
    const reason = reasonOf(cause);
    if (reason.includes('no matching host key format')) return new NoCommonHostKey(reason);
    if (reason.includes('authentication methods failed')) {
      const tried = this.#login.tried.map(({ name }) => name).join(', ');
      return new StemError(
        `the device refuses the login of ${user}; tried: ${tried === '' ? 'nothing that it takes' : tried}`,
        {
          code: 'AUTH_FAILED',
          hint: 'Log in with ssh by hand, and mend `ansible_user`, the key or the password.',
          cause,
        },
      );
    }
    return new StemError(`no connection to ${address}:${String(port)}: ${reason}`, {
      code: 'UNREACHABLE',
      hint: 'Check address, port and network, then resume.',
      cause,
    });
  }
}

/** Rejects when the socket is gone: ssh2 is not always the one to say so. */
async function closed(socket: Socket): Promise<never> {
  await once(socket, 'close');
  throw new Error('the device closed the connection');
}
