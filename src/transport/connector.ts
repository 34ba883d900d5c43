import type { Connection } from '../model/connection.ts';
import { RUN } from '../model/paths.ts';
import type { Connector, Host } from '../model/session.ts';
import { readCredentials } from './credentials.ts';
import { readHostKeys } from './host-keys.ts';
import { openSession } from './session.ts';

export interface SshOptions {
  readonly connectionOf: (host: Host) => Connection;
  /** Where locks and passing files lie on a device. */
  readonly directory?: string;
  /** A silent line is given up after four of them. */
  readonly keepaliveMs?: number;
}

/** Sessions over SSH, with the promises of `Session`. */
export const sshConnector = ({
  connectionOf,
  directory = RUN,
  keepaliveMs = 15_000,
}: SshOptions): Connector => ({
  connect: async (host, timeoutMs, signal) => {
    const connection = connectionOf(host);
    const [hostKeys, credentials] = await Promise.all([
      readHostKeys(connection),
      readCredentials(connection),
    ]);
    const route = { connection, hostKeys, credentials };
    return openSession({ route, signal, directory, keepaliveMs }, timeoutMs);
  },
});
