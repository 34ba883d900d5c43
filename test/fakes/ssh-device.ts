import { mkdirSync, rmSync } from 'node:fs';
import { sshConnector } from '../../src/transport/connector.ts';
import type { Connection } from '../../src/model/connection.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Session } from '../../src/model/session.ts';
import { Accounts, type Account } from './accounts.ts';
import { Sshd, type SshdOptions } from './sshd.ts';

/** This machine as a device: a real sshd, real accounts, and a directory of its own in the place of /run/stem. */
export class SshDevice {
  readonly sshd: Sshd;
  readonly accounts: Accounts;
  readonly directory: string;
  readonly #sessions: Session[] = [];

  private constructor(sshd: Sshd, accounts: Accounts) {
    this.sshd = sshd;
    this.accounts = accounts;
    this.directory = `/run/stem-test/${String(process.pid)}-${String(sshd.port)}`;
    mkdirSync('/run/stem-test', { recursive: true, mode: 0o711 });
  }

  static async start(options: SshdOptions = {}): Promise<SshDevice> {
    const accounts = new Accounts();
    return new SshDevice(await Sshd.start(options), accounts);
  }

  /** Password login, and sudo with the same password. */
  connection(account: Account, changes: Partial<Connection> = {}): Connection {
    const password = new Secret(account.password);
    return {
      address: '127.0.0.1',
      port: this.sshd.port,
      user: account.name,
      password,
      usesAgent: false,
      knownHostsFiles: [],
      pinnedHostKeys: this.sshd.hostKeys,
      become: { method: 'sudo', password },
      connectTimeoutMs: 30_000,
      ...changes,
    };
  }

  /** Closed at the end of the test. */
  async connect(
    connection: Connection,
    signal?: AbortSignal,
    keepaliveMs?: number,
  ): Promise<Session> {
    const connector = sshConnector({
      connectionOf: () =>
        keepaliveMs === undefined
          ? connection
          : { ...connection, keepalive: { intervalMs: keepaliveMs, most: 3 } },
      directory: this.directory,
    });
    const session = await connector.connect(
      { name: 'web-1', site: 'lab' },
      60_000,
      signal ?? new AbortController().signal,
    );
    this.#sessions.push(session);
    return session;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
    await this.sshd.stop();
    this.accounts.remove();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
