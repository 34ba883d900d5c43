import { resolve } from 'node:path';
import { journalPath } from '../journal/default-path.ts';
import type { App } from './app.ts';
import type { HostKeyPolicy } from '../model/connection.ts';
import { usageError, type Args } from './args.ts';
import type { OptionSpecs } from './command.ts';
import { absoluteSource } from './inventory/read-inventory.ts';

/** What opens files and values that `ansible-vault` encrypted. */
export const VAULT = {
  'vault-password-file': {
    type: 'list',
    completes: 'file',
    describe: 'The password of ansible-vault: a file, or a program that prints it',
  },
  'vault-id': {
    type: 'list',
    describe: 'The same with a name: LABEL@FILE, or LABEL@prompt',
  },
  'ask-vault-pass': {
    type: 'flag',
    alias: 'J',
    describe: 'Ask for the password of ansible-vault, without showing it',
  },
} as const satisfies OptionSpecs;

export const INVENTORY = {
  inventory: {
    type: 'list',
    alias: 'i',
    completes: 'file',
    describe: 'The inventory; later ones of several win. Default: $STEM_INVENTORY',
  },
  'extra-vars': {
    type: 'list',
    alias: 'e',
    describe: 'Vars that win over all others: KEY=VALUE, {"json": …} or @FILE',
  },
  ...VAULT,
} as const satisfies OptionSpecs;

export const LIMIT = {
  limit: {
    type: 'text',
    alias: 'l',
    completes: 'hosts',
    describe: 'A pattern: of the hosts, only these',
  },
} as const satisfies OptionSpecs;

export const FORKS = {
  forks: { type: 'number', alias: 'f', describe: 'At most so many hosts at once (5)' },
} as const satisfies OptionSpecs;

export const JSON_LINES = {
  json: { type: 'flag', describe: 'One JSON object a line on stdout, for programs' },
} as const satisfies OptionSpecs;

export const JOURNAL = {
  journal: {
    type: 'text',
    completes: 'file',
    describe: 'The journal file. Default: $STEM_JOURNAL, or in ~/.local/state/stem-remote',
  },
} as const satisfies OptionSpecs;

export const FAILED_FILE = {
  'failed-file': {
    type: 'text',
    describe: 'Where the devices that did not get there are listed. Default: beside the journal',
  },
} as const satisfies OptionSpecs;

export const SSH = {
  'known-hosts': {
    type: 'text',
    completes: 'file',
    describe: 'The known_hosts file. Default: ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts',
  },
  'ask-pass': {
    type: 'flag',
    alias: 'k',
    describe: 'Ask for the SSH password of the devices that have none of their own',
  },
  'ask-become-pass': {
    type: 'flag',
    alias: 'K',
    describe: 'Ask for the sudo password of the devices that have none of their own',
  },
  'ssh-config': {
    type: 'text',
    completes: 'file',
    describe: 'The ssh_config file, or none. Default: ~/.ssh/config and /etc/ssh/ssh_config',
  },
  'host-key-policy': {
    type: 'text',
    describe: 'Of an unknown host key: strict (default), accept-new, or pinned (by stem_host_key)',
  },
} as const satisfies OptionSpecs;

export const DIFF = {
  diff: {
    type: 'flag',
    alias: 'D',
    describe: 'Show the lines that go and come in files, without secrets',
  },
} as const satisfies OptionSpecs;

export const VERBOSE = {
  verbose: {
    type: 'count',
    alias: 'v',
    describe: '-v: each task; -vv: each command and what it prints; -vvv: also the facts',
  },
} as const satisfies OptionSpecs;

export const PLAY = {
  playbook: {
    type: 'text',
    completes: 'file',
    describe: 'The playbook. Default: playbooks/migrate.yml of the package',
  },
  bundle: {
    type: 'text',
    completes: 'file',
    describe: 'The bundle with the new system. Default: the var stem_bundle',
  },
  tags: { type: 'list', alias: 't', describe: 'Only tasks with one of these tags: a,b' },
  'skip-tags': { type: 'list', describe: 'No tasks with one of these tags' },
  phase: { type: 'text', describe: 'Only this phase: prepare, install or finish' },
} as const satisfies OptionSpecs;

/** Of `resume` and `rollback`, where the journal is lost. */
export const FROM_DEVICE = {
  'from-device': {
    type: 'flag',
    describe: 'The journal is lost: ask the devices of -i and --limit for their own record',
  },
  ...INVENTORY,
  playbook: { ...PLAY.playbook, describe: 'With --from-device: the playbook of the lost run' },
  bundle: { ...PLAY.bundle, describe: 'With --from-device: the bundle of the lost run' },
} as const satisfies OptionSpecs;

export const SERIAL = {
  serial: {
    type: 'text',
    describe: 'Sizes of the batches: 1,10%,50 (wins over the playbook; the last one repeats)',
  },
} as const satisfies OptionSpecs;

/** How a fleet is walked through, and what stops it. */
export const LADDER = {
  'site-forks': { type: 'number', describe: 'At most so many hosts of one site at once' },
  'jump-forks': {
    type: 'number',
    describe: 'At most so many hosts behind one jump host at once (10)',
  },
  ...SERIAL,
  soak: {
    type: 'text',
    describe: 'Wait so long between batches (30m, 1h30m), then ask each device again',
  },
  'health-command': {
    type: 'text',
    describe: 'A shell line, as root on each device of a finished batch: it must end with 0',
  },
  'max-fail': {
    type: 'text',
    describe: 'So many hosts (2 or 10%) may fail before no further host is started (0)',
  },
  'stop-on-first': {
    type: 'flag',
    describe: 'At the first failure all others go to their next safe point and stop',
  },
} as const satisfies OptionSpecs;

/** Every command has it. */
export const COLOR = {
  color: {
    type: 'text',
    choices: ['auto', 'always', 'never'],
    describe: 'Colours: auto (where there is a terminal), always, never. $NO_COLOR, $FORCE_COLOR',
  },
} as const satisfies OptionSpecs;

const DEFAULT_FORKS = 5;

/** `-i`, in their order, with absolute paths. @throws StemError USAGE where there is none */
export const inventorySources = (args: Args, app: App): readonly string[] => {
  const named = args.list('inventory');
  const usual = app.env['STEM_INVENTORY'] ?? '';
  const all = named.length > 0 || usual === '' ? named : [usual];
  if (all.length > 0 && !all.includes('')) return all.map((each) => absoluteSource(each, app.cwd));
  throw usageError('there is no inventory', 'Name one: `-i fleet.ini`.');
};

export const forksOf = (args: Args): number => args.number('forks', 1) ?? DEFAULT_FORKS;

export const journalFile = (args: Args, app: App): string => {
  const named = args.text('journal');
  return named === undefined ? journalPath(app.env, app.home) : resolve(app.cwd, named);
};

export interface SshWishes {
  readonly knownHosts: string | null;
  readonly sshConfig: string | null;
  readonly hostKeyPolicy: HostKeyPolicy | null;
}

/** Those of the command line, else those that a run was started with. @throws StemError USAGE */
export const sshOver = (first: SshWishes, args: Args, app: App): SshWishes => {
  const now = sshOf(args, app);
  return {
    knownHosts: now.knownHosts ?? first.knownHosts,
    sshConfig: now.sshConfig ?? first.sshConfig,
    hostKeyPolicy: now.hostKeyPolicy ?? first.hostKeyPolicy,
  };
};

/** The options of `SSH`; null where one was not given. @throws StemError USAGE */
export const sshOf = (args: Args, app: App): SshWishes => ({
  knownHosts: fileOf('known-hosts', args, app),
  sshConfig: args.text('ssh-config') === 'none' ? 'none' : fileOf('ssh-config', args, app),
  hostKeyPolicy: policyOf(args.text('host-key-policy')),
});

const POLICIES: readonly HostKeyPolicy[] = ['strict', 'accept-new', 'pinned'];

function policyOf(text: string | undefined): HostKeyPolicy | null {
  const policy = POLICIES.find((one) => one === text) ?? null;
  if (text === undefined || policy !== null) return policy;
  throw usageError(`--host-key-policy can't be "${text}"`, `Write one of ${POLICIES.join(', ')}.`);
}

/** Null where it is the default. */
export const fileOf = (name: string, args: Args, app: App): string | null => {
  const named = args.text(name);
  return named === undefined ? null : resolve(app.cwd, named);
};
