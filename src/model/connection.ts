import type { Secret } from './secret.ts';

/** How to reach one device, from its vars and from ssh_config. The transport turns it into sessions. */
export interface Connection {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password?: Secret;
  readonly privateKeyFile?: string;
  /** Of `privateKeyFile`, and of those of `identityFiles` that need one. */
  readonly passphrase?: Secret;
  /** Whether keys of the agent are offered. */
  readonly usesAgent: boolean;
  /** The agent's socket, in the place of SSH_AUTH_SOCK. */
  readonly agentSocket?: string;
  /** Of ssh_config; those that are not there are passed over. Empty: the usual ones in ~/.ssh. */
  readonly identityFiles?: readonly string[];
  /** Of the agent's keys only those that are in one of the files as well. */
  readonly identitiesOnly?: boolean;
  /** Only these, in this order. */
  readonly methods?: readonly LoginMethod[];
  /** An RSA key may sign by SHA-1 where the device knows nothing better. */
  readonly allowsSha1Rsa?: boolean;
  /** known_hosts files, in order. Host keys are always checked. */
  readonly knownHostsFiles: readonly string[];
  /** `ssh-ed25519 AAAA…` lines pinned in the inventory; where there are any, only these are accepted. */
  readonly pinnedHostKeys: readonly string[];
  /** The name looked up in known_hosts in place of the address. */
  readonly hostKeyAlias?: string;
  /** What becomes of an unknown key. Default: strict. A changed one is never accepted. */
  readonly hostKeyPolicy?: HostKeyPolicy;
  /** Whether a new line of known_hosts hides the name. */
  readonly hashesKnownHosts?: boolean;
  /** A file of public keys that no device may show. */
  readonly revokedKeysFile?: string;
  /** Lists of ssh_config that narrow, or widen, what is negotiated. */
  readonly algorithms?: AlgorithmWishes;
  readonly family?: 4 | 6;
  readonly bindAddress?: string;
  readonly keepalive?: Keepalive;
  /** Another way than a connection of our own to `address`. */
  readonly via?: Via;
  readonly become: Become;
  readonly connectTimeoutMs: number;
  /** Where the new system answers, if that is elsewhere: tried where nothing answers here. The host key is the same. */
  readonly afterwards?: Connection;
}

export type HostKeyPolicy = 'strict' | 'accept-new' | 'pinned';

export type LoginMethod = 'publickey' | 'password' | 'keyboard-interactive';

/** Each as ssh_config has it: a list, or one with `+`, `-` or `^` in front. */
export interface AlgorithmWishes {
  readonly kex?: string;
  readonly ciphers?: string;
  readonly macs?: string;
  readonly hostKeys?: string;
}

/** A line is lost when `most` answers in a row are missing. */
export interface Keepalive {
  readonly intervalMs: number;
  readonly most: number;
}

/** Through another SSH server, or through a program of this machine. */
export type Via =
  | { readonly kind: 'jump'; readonly hop: Connection }
  | { readonly kind: 'command'; readonly command: string };

/** `none`: the login user is root already. The password is the login user's for sudo, and root's for su. */
export type Become =
  { readonly method: 'none' } | { readonly method: 'sudo' | 'su'; readonly password?: Secret };

/** The stops on the way to a device, the one nearest to us first. */
export function hopsOf({ via }: Pick<Connection, 'via'>): readonly Connection[] {
  return via?.kind === 'jump' ? [...hopsOf(via.hop), via.hop] : [];
}

/** `gate`, `gate:2222` */
export const placeOf = ({ address, port }: Pick<Connection, 'address' | 'port'>): string =>
  port === 22 ? address : `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;

/** balenaOS takes nobody in on port 22, and nobody but root. */
export const BALENA_PORT = 22_222;

/** The same device on the port of its new system: root by a key alone, and the host key that is known under the old name. */
export const withNewSystem = (connection: Connection, port: number): Connection => ({
  ...connection,
  afterwards: {
    ...connection,
    port,
    user: 'root',
    become: { method: 'none' },
    methods: ['publickey'],
    hostKeyAlias: connection.hostKeyAlias ?? knownAs(connection),
  },
});

/** As known_hosts names it. */
const knownAs = ({ address, port }: Connection): string =>
  port === 22 ? address : `[${address}]:${String(port)}`;
