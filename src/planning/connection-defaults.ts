import type { HostKeyPolicy } from '../model/connection.ts';
import type { Vars } from '../model/params.ts';
import type { SshWorld } from './ssh-config/options.ts';
import type { SshLine } from './ssh-config/ssh-line.ts';

/** What holds where neither the inventory nor ssh_config says anything. */
export interface ConnectionDefaults {
  readonly user: string;
  /** Of the play: below `ansible_user`, above ssh_config. Not for jump hosts. */
  readonly remoteUser?: string;
  /** Those of the command line, which win over ssh_config; null: none were given. */
  readonly knownHostsFiles: readonly string[] | null;
  readonly usesAgent: boolean;
  readonly connectTimeoutMs: number;
  readonly hostKeyPolicy?: HostKeyPolicy;
  readonly world: SshWorld;
  /** The lines of an ssh_config file; null means the usual ones. */
  readonly sshConfig: (file: string | null) => readonly SshLine[];
  /** The vars of a jump host that the inventory names. */
  readonly varsOf: (name: string) => Vars | undefined;
}
