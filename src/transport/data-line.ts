import type { Duplex } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import type { Credential } from './credentials.ts';
import { dial } from './dial.ts';
import type { Device } from './greet.ts';
import { linkLost } from './transport-errors.ts';

/**
 * A connection of its own for a file's bytes, so that commands never queue behind them.
 */
export class DataLine {
  readonly client: SftpClient;
  readonly sftp: SFTPWrapper;
  /** Rejects with LINK_LOST. */
  readonly lost: Promise<never>;
  readonly #socket: Duplex;
  readonly #signal: AbortSignal;

  private constructor(
    { client, sftp }: { client: SftpClient; sftp: SFTPWrapper },
    socket: Duplex,
    signal: AbortSignal,
  ) {
    this.client = client;
    this.sftp = sftp;
    this.#socket = socket;
    this.#signal = signal;
    this.lost = new Promise((_, reject) => {
      let reason = 'the link is lost';
      socket.on('error', (error) => {
        reason = `the link is lost: ${error.message}`;
      });
      socket.on('close', () => {
        reject(linkLost(reason));
      });
    });
    this.lost.catch(() => undefined);
    signal.addEventListener('abort', this.close);
    if (signal.aborted) this.close();
  }

  static async open(
    { route, signal }: Device,
    credentials: readonly Credential[],
    limit: AbortSignal,
  ): Promise<DataLine> {
    const timeoutMs = route.connection.connectTimeoutMs;
    const any = AbortSignal.any([signal, limit]);
    const dialled = await dial(
      { ...route, credentials },
      { timeoutMs, signal: any },
      async (config) => {
        const silent = (): void => undefined;
        const client = new SftpClient('stem', { error: silent, end: silent, close: silent });
        return { client, sftp: await client.connect(config) };
      },
    );
    return new DataLine(dialled.client, dialled.socket, any);
  }

  readonly close = (): void => {
    this.#signal.removeEventListener('abort', this.close);
    this.#socket.destroy();
  };
}
