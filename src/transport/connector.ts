import type { Connection } from '../model/connection.ts';
import { hasCode } from '../model/errors.ts';
import { RUN } from '../model/paths.ts';
import type { Connector, Host, Session } from '../model/session.ts';
import { readRoute } from './route.ts';
import { openSession } from './session.ts';

export interface SshOptions {
  readonly connectionOf: (host: Host) => Connection;
  /** Where locks and passing files lie on a device. */
  readonly directory?: string;
}

/**
 * Sessions over SSH, with the promises of `Session`. A device whose new system answers on another port is looked for on both, the
 * one that answered last before the other.
 */
export const sshConnector = ({ connectionOf, directory = RUN }: SshOptions): Connector => {
  const answered = new Map<string, number>();
  const open = async (
    connection: Connection,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Session> =>
    openSession({ route: await readRoute(connection), signal, directory }, timeoutMs);
  return {
    connect: async (host, timeoutMs, signal) => {
      const { afterwards, ...connection } = connectionOf(host);
      if (afterwards === undefined) return open(connection, timeoutMs, signal);
      const ways = [connection, afterwards];
      const first = answered.get(host.name) ?? 0;
      let unanswered: unknown;
      for (const way of [first, 1 - first]) {
        try {
          const session = await open(ways[way] ?? connection, timeoutMs / ways.length, signal);
          answered.set(host.name, way);
          return session;
        } catch (error) {
          if (!hasCode(error, 'UNREACHABLE')) throw error;
          if (unanswered === undefined || way === 0) unanswered = error;
        }
      }
      throw unanswered;
    },
  };
};
