import type { Connection } from '../model/connection.ts';
import { RUN } from '../model/paths.ts';
import type { Connector, Host } from '../model/session.ts';
import { readRoute } from './route.ts';
import { openSession } from './session.ts';

export interface SshOptions {
  readonly connectionOf: (host: Host) => Connection;
  /** Where locks and passing files lie on a device. */
  readonly directory?: string;
}

/** Sessions over SSH, with the promises of `Session`. */
export const sshConnector = ({ connectionOf, directory = RUN }: SshOptions): Connector => ({
  connect: async (host, timeoutMs, signal) => {
    const connection = connectionOf(host);
    const route = await readRoute(connection);
    return openSession({ route, signal, directory }, timeoutMs);
  },
});
