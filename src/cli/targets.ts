import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Connection, HostKeyPolicy } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import { withFixed } from '../model/fixed-vars.ts';
import { withFleet } from '../model/fleet.ts';
import type { Vars } from '../model/params.ts';
import type { Host } from '../model/session.ts';
import type { ConnectionDefaults } from '../planning/connection-defaults.ts';
import { connectionOf, hostOf } from '../planning/connection-of.ts';
import { fleetOf } from '../planning/inventory/fleet.ts';
import { hostVars } from '../planning/inventory/host-vars.ts';
import type { Inventory } from '../planning/inventory/inventory.ts';
import { selectTerms, splitPattern } from '../planning/select-hosts.ts';
import { createTemplating } from '../templating/templating.ts';
import type { App } from './app.ts';
import type { Args } from './args.ts';
import { absoluteExtraVars, readExtraVars } from './extra-vars.ts';
import { readSources, type InventoryQuery } from './inventory/read-inventory.ts';
import { inventorySources, sshOf } from './options.ts';
import { readText } from './read-text.ts';
import { renderConnectionVars } from './secrets/connection-vars.ts';
import { NO_SECRETS, type SecretInputs } from './secrets/inputs.ts';
import { commandRunner, withSecretSources } from './secrets/sources.ts';
import { sshConfigReader } from './ssh-config-files.ts';

/** One device that a command is about. */
export interface Target {
  readonly host: Host;
  readonly vars: Vars;
  readonly connection: Connection;
}

export interface TargetQuery {
  /** In their order: later ones win. */
  readonly inventory: readonly string[];
  /** Only hosts that match each of these; the first gives the order. */
  readonly patterns: readonly string[];
  readonly extraVars: readonly string[];
  readonly knownHosts: string | null;
  /** Of `--ssh-config` and `--host-key-policy`; absent where they were not given. */
  readonly sshConfig?: string | null;
  readonly hostKeyPolicy?: HostKeyPolicy | null;
  /** Vars of the play: they win over the inventory's, as in Ansible. */
  readonly playVars: Vars;
  /** Where the playbook lies: its group_vars/ and host_vars/ count too. Null without one. */
  readonly playFolder: string | null;
  /** `remote_user` of the play: the login where the inventory has none. */
  readonly remoteUser?: string;
}

/** Reads the inventory and says what is odd about it. @throws StemError FILE_UNREADABLE, INVENTORY_INVALID */
export function readInventory(query: InventoryQuery, app: App): Inventory {
  const inventory = readSources({ ...query, vault: secretsOf(app).vault });
  for (const warning of inventory.warnings) app.err(`warning: ${warning}`);
  return inventory;
}

/** The query of a command that has no playbook. */
export const queryOf = (
  args: Args,
  app: App,
  patterns: readonly (string | undefined)[],
): TargetQuery => ({
  inventory: inventorySources(args, app),
  patterns: patterns.filter((pattern) => pattern !== undefined),
  extraVars: absoluteExtraVars(args.list('extra-vars'), app.cwd),
  ...sshOf(args, app),
  playVars: {},
  playFolder: null,
});

/** The devices of a query, everything about them checked. @throws StemError NO_HOSTS and whatever is wrong with the input */
export function findTargets(query: TargetQuery, app: App): readonly Target[] {
  const { inventory: sources, playFolder } = query;
  const inventory = readInventory({ sources, playFolder }, app);
  const chosen = selectIn(inventory, query.patterns, app);
  const extraVars = readExtraVars(query.extraVars, secretsOf(app).vault);
  const fleet = fleetOf(inventory, extraVars);
  const [templating, run] = [createTemplating(), commandRunner(app.env)];
  const varsOf = (name: string): Vars => {
    const own = withFixed({ ...hostVars(inventory, name), ...query.playVars }, extraVars);
    const given = withFleet(own, fleet);
    return withSecretSources(name, renderConnectionVars(given, templating), {
      env: app.env,
      inputs: secretsOf(app),
      run,
    });
  };
  const defaults = defaultsFor(query, app, (name) =>
    inventory.hosts.has(name) ? varsOf(name) : undefined,
  );
  return chosen.map((name) => {
    const vars = varsOf(name);
    const connection = connectionOf(name, vars, defaults);
    return {
      host: hostOf(name, vars, connection),
      vars: { ...vars, stem_login_user: connection.user, stem_operator: app.operator },
      connection,
    };
  });
}

const secretsOf = (app: App): SecretInputs => app.secrets ?? NO_SECRETS;

const CONNECT_TIMEOUT_MS = 20_000;

const defaultsFor = (
  { knownHosts, remoteUser, sshConfig = null, hostKeyPolicy = null }: TargetQuery,
  { env, home, user, cwd }: App,
  varsOf: ConnectionDefaults['varsOf'],
): ConnectionDefaults => ({
  user,
  ...(remoteUser !== undefined && { remoteUser }),
  knownHostsFiles: knownHosts === null ? null : [knownHosts],
  usesAgent: (env['SSH_AUTH_SOCK'] ?? '') !== '',
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  ...(hostKeyPolicy !== null && { hostKeyPolicy }),
  world: { home, localUser: user, localHost: hostname(), env },
  sshConfig: sshConfigReader({ home, cwd, named: sshConfig }),
  varsOf,
});

export function selectIn(
  inventory: Inventory,
  patterns: readonly string[],
  { cwd }: App,
): readonly string[] {
  const [first = [], ...others] = patterns.map((pattern) =>
    selectTerms(
      inventory,
      splitPattern(pattern).flatMap((term) => withFile(term, cwd)),
    ),
  );
  const names = first.filter((name) => others.every((other) => other.includes(name)));
  if (names.length > 0) return names;
  throw new StemError(`no host matches ${patterns.map((one) => `"${one}"`).join(' and ')}`, {
    code: 'NO_HOSTS',
    hint: 'Look at `stem-remote inventory --graph`.',
  });
}

/** Only the names of a pattern. @throws StemError NO_HOSTS, PATTERN_INVALID */
export function selectNames(
  sources: readonly string[],
  pattern: string,
  app: App,
): readonly string[] {
  return selectIn(readInventory({ sources, playFolder: null }, app), [pattern], app);
}

/** `@FILE` is a list of names, one a line, as a retry file has it. */
function withFile(term: string, cwd: string): readonly string[] {
  if (!term.startsWith('@')) return [term];
  return readText(resolve(cwd, term.slice(1)), 'the list of hosts')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}
