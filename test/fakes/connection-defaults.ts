import type { ConnectionDefaults } from '../../src/planning/connection-defaults.ts';
import { parseSshLines } from '../../src/planning/ssh-config/parse-lines.ts';

/** Ann at her machine, with an ssh_config of this text. */
export const connectionDefaults = (
  config = '',
  changes: Partial<ConnectionDefaults> = {},
): ConnectionDefaults => ({
  user: 'ann',
  knownHostsFiles: ['/home/ann/.ssh/known_hosts'],
  usesAgent: true,
  connectTimeoutMs: 10_000,
  world: { home: '/home/ann', localUser: 'ann', localHost: 'desk.example.net', env: {} },
  sshConfig: () => parseSshLines(config, 'config'),
  varsOf: () => undefined,
  ...changes,
});
