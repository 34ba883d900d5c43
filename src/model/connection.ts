import type { Secret } from './secret.ts';

/** How to reach one device, from its `ansible_*` vars. The transport turns it into sessions. */
export interface Connection {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password?: Secret;
  readonly privateKeyFile?: string;
  readonly passphrase?: Secret;
  /** Whether keys of the agent at SSH_AUTH_SOCK are offered. */
  readonly usesAgent: boolean;
  /** known_hosts files, in order. Host keys are always checked. */
  readonly knownHostsFiles: readonly string[];
  /** `ssh-ed25519 AAAA…` lines pinned in the inventory; where there are any, only these are accepted. */
  readonly pinnedHostKeys: readonly string[];
  /** The name looked up in known_hosts in place of the address. */
  readonly hostKeyAlias?: string;
  readonly become: Become;
  readonly connectTimeoutMs: number;
}

/** `none`: the login user is root already. */
export type Become =
  { readonly method: 'none' } | { readonly method: 'sudo'; readonly password?: Secret };
