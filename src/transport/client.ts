import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import type { Keepalive } from '../model/connection.ts';

/** Makes a client of ssh2 ready. */
export const startClient =
  ({ intervalMs, most }: Keepalive) =>
  (config: ConnectConfig): Promise<Client> =>
    new Promise((resolve, reject) => {
      const client = new ssh2.Client();
      client.on('ready', () => {
        resolve(client);
      });
      client.on('error', (error) => {
        // A key that fails is passed over, and the next one is tried.
        if (!isAboutOneKey(error)) reject(error);
      });
      client.connect({ ...config, keepaliveInterval: intervalMs, keepaliveCountMax: most });
    });

const isAboutOneKey = (error: Error & { readonly level?: string }): boolean =>
  error.level === 'agent' ||
  (error.level === 'client-authentication' && error.message.startsWith('Error signing'));
