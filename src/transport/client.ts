import ssh2, { type Client, type ConnectConfig } from 'ssh2';

/** Makes a client of ssh2 ready. */
export const startClient = (config: ConnectConfig): Promise<Client> =>
  new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('ready', () => {
      resolve(client);
    });
    client.on('error', (error) => {
      // A key that fails is passed over, and the next one is tried.
      if (!isAboutOneKey(error)) reject(error);
    });
    client.connect(config);
  });

const isAboutOneKey = (error: Error & { readonly level?: string }): boolean =>
  error.level === 'agent' ||
  (error.level === 'client-authentication' && error.message.startsWith('Error signing'));
