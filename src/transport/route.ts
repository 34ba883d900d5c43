import type { Connection } from '../model/connection.ts';
import { readCredentials, type Credential } from './credentials.ts';
import { readHostKeys, type HostKeys } from './host-keys.ts';

/** Everything that is needed to connect, read once. */
export interface Route {
  readonly connection: Connection;
  readonly hostKeys: HostKeys;
  readonly credentials: readonly Credential[];
  /** The jump host before it. */
  readonly hop: Route | null;
}

/** @throws StemError AUTH_FAILED, FILE_UNREADABLE, INVENTORY_INVALID */
export async function readRoute(connection: Connection): Promise<Route> {
  const { via } = connection;
  const [hostKeys, credentials, hop] = await Promise.all([
    readHostKeys(connection),
    readCredentials(connection),
    via?.kind === 'jump' ? readRoute(via.hop) : null,
  ]);
  return { connection, hostKeys, credentials, hop };
}
