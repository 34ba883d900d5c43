import { readFile } from '../commands/files.ts';
import type { Fact } from '../model/fact.ts';
import type { Network } from '../model/network.ts';
import { IDENTITY } from '../model/paths.ts';

export const HOSTNAME_FILE = `${IDENTITY}/etc/stem/hostname`;
export const NETWORK_JSON = `${IDENTITY}/network.json`;

/** The network as `staging/identity` recorded it; null where it has not. The text is ours, but it lay on a device. */
export const recordedNetwork: Fact<Network | null> = {
  name: `file ${NETWORK_JSON}`,
  command: readFile(NETWORK_JSON),
  as: 'root',
  parse: ({ exitCode, stdout }) => {
    if (exitCode !== 0) return null;
    try {
      return JSON.parse(stdout) as Network;
    } catch {
      return null;
    }
  },
};
