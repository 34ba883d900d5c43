import { readFile } from '../commands/files.ts';
import type { Fact } from '../model/fact.ts';
import { readRecord } from '../model/network-record.ts';
import type { Network } from '../model/network.ts';
import { IDENTITY } from '../model/paths.ts';

export const HOSTNAME_FILE = `${IDENTITY}/etc/stem/hostname`;
/** Whose keys may log in as root in the environment, one a line. */
export const LOGINS_FILE = `${IDENTITY}/root/.ssh/authorized_keys`;
export const NETWORK_JSON = `${IDENTITY}/network.json`;

/** The network as `staging/identity` recorded it; null where it has not. The text is ours, but it lay on a device. */
export const recordedNetwork: Fact<Network | null> = {
  name: `file ${NETWORK_JSON}`,
  command: readFile(NETWORK_JSON),
  as: 'root',
  parse: ({ exitCode, stdout }) => (exitCode === 0 ? readRecord(stdout) : null),
};
