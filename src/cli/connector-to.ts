import type { Connector } from '../model/session.ts';
import { sshConnector } from '../transport/connector.ts';
import type { Target } from './targets.ts';

/** Opens sessions to these devices and to no other. */
export function connectorTo(targets: readonly Target[]): Connector {
  const connections = new Map(targets.map(({ host, connection }) => [host.name, connection]));
  return sshConnector({
    connectionOf: ({ name }) => {
      const connection = connections.get(name);
      if (connection === undefined) throw new Error(`${name} was not selected`);
      return connection;
    },
  });
}
