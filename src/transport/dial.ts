import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import type { Keepalive } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import { algorithmsOf } from './algorithms.ts';
import { startClient } from './client.ts';
import type { Credential } from './credentials.ts';
import { algorithmsFor, ALL_ALGORITHMS, shownKey } from './host-keys.ts';
import { hostKeyVerdict } from './host-key-verdict.ts';
import { askingEach, KEEPALIVE, watchSilence } from './keepalive.ts';
import { Login } from './login.ts';
import { openPipe } from './open-pipe.ts';
import type { Route } from './route.ts';
import { authFailed, atJumpHost, reasonOf } from './transport-errors.ts';

export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Dialled<T> {
  readonly client: T;
  readonly socket: Duplex;
  readonly accepted: readonly Credential[];
  readonly hostKey: string;
}

/** Makes a client of ssh2 (or one built on it) ready on a socket. */
export type Start<T> = (config: ConnectConfig) => Promise<T>;

/**
 * A connection to the device whose host key is known, logged in; nothing is sent to any other. Each stop on the way is
 * dialled the same way. @throws StemError UNREACHABLE, AUTH_FAILED, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED
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
  #refusal: Error | null = null;
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
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new Error(`no answer within ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
    const either = AbortSignal.any([signal, late.signal]);
    let socket: Duplex | null = null;
    const hangUp = (): void => {
      socket?.destroy(either.reason instanceof Error ? either.reason : new Error('aborted'));
    };
    either.addEventListener('abort', hangUp);
    try {
      socket = await this.#open(either);
      // Whoever hung up just now found no socket yet.
      if (either.aborted) hangUp();
      if (socket.destroyed) throw socket.errored ?? new Error('it broke at once');
      const client = await Promise.race([start(this.#config(socket)), closed(socket)]);
      watchSilence(socket, this.#keepalive());
      return { client, socket, accepted: this.#login.accepted(), hostKey: this.#hostKey };
    } catch (cause) {
      socket?.destroy();
      signal.throwIfAborted();
      throw this.#refusal ?? this.#explain(cause);
    } finally {
      clearTimeout(timer);
      either.removeEventListener('abort', hangUp);
    }
  }

  async #open(signal: AbortSignal): Promise<Duplex> {
    const { connection, hop } = this.#route;
    const jump = hop === null ? null : await this.#jump(hop, signal);
    try {
      return await openPipe(connection, jump?.client ?? null, signal);
    } catch (error) {
      jump?.socket.destroy();
      throw error;
    }
  }

  async #jump(hop: Route, signal: AbortSignal): Promise<Dialled<Client>> {
    // A little less than ours, so that it is the silent one that is named.
    const timeoutMs = Math.min(hop.connection.connectTimeoutMs, this.#limits.timeoutMs * 0.9);
    try {
      return await dial(hop, { timeoutMs, signal }, startClient);
    } catch (error) {
      throw error instanceof StemError ? atJumpHost(hop.connection, error) : error;
    }
  }

  #config(sock: Duplex): ConnectConfig {
    const { connection, hostKeys } = this.#route;
    return {
      sock,
      username: connection.user,
      authHandler: this.#login.handler,
      algorithms: algorithmsOf(connection.algorithms ?? {}, this.#algorithms),
      hostVerifier: (blob: Buffer, verify: (isGood: boolean) => void): void => {
        this.#hostKey = shownKey(blob);
        void hostKeyVerdict(blob, hostKeys).then((refusal) => {
          this.#refusal = refusal;
          verify(refusal === null);
        });
      },
      readyTimeout: 0,
      ...askingEach(this.#keepalive()),
    };
  }

  #keepalive(): Keepalive {
    return this.#route.connection.keepalive ?? KEEPALIVE;
  }

  #explain(cause: unknown): Error {
    if (cause instanceof StemError) return cause;
    const { connection } = this.#route;
    const reason = reasonOf(cause);
    if (reason.includes('no matching host key format')) return new NoCommonHostKey(reason);
    if (reason.includes('authentication methods failed'))
      return authFailed(connection.user, this.#login, cause);
    return new StemError(
      `no connection to ${connection.address}:${String(connection.port)}: ${reason}`,
      {
        code: 'UNREACHABLE',
        hint: 'Check address, port and network, then resume.',
        cause,
      },
    );
  }
}

/** Rejects when the socket is gone: ssh2 is not always the one to say so. */
async function closed(socket: Duplex): Promise<never> {
  await once(socket, 'close');
  throw new Error('the device closed the connection');
}
