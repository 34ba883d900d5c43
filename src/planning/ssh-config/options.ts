import type {
  AlgorithmWishes,
  HostKeyPolicy,
  Keepalive,
  LoginMethod,
} from '../../model/connection.ts';
import { present } from '../present.ts';
import { HONOURED, IGNORED, REFUSED } from './keywords.ts';
import type { SshSettings } from './look-up.ts';
import { isInList } from './patterns.ts';
import { SshReader, type PathWorld } from './reader.ts';
import { expandTokens, type Tokens } from './tokens.ts';

/** This machine and who asks, for tokens and paths. */
export interface SshWorld {
  readonly home: string;
  readonly localUser: string;
  readonly localHost: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What ssh_config says of one host. */
export interface SshOptions {
  readonly hostname: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly?: boolean;
  /** Null: no agent. */
  readonly agentSocket?: string | null;
  readonly methods?: readonly LoginMethod[];
  readonly allowsSha1Rsa?: boolean;
  /** The text of ProxyJump. */
  readonly jumps?: string;
  /** A command for a shell, tokens replaced. */
  readonly proxyCommand?: string;
  readonly hostKeyAlias?: string;
  readonly knownHostsFiles?: readonly string[];
  readonly globalKnownHostsFiles?: readonly string[];
  readonly hostKeyPolicy?: HostKeyPolicy;
  readonly hashesKnownHosts?: boolean;
  readonly revokedKeysFile?: string;
  readonly algorithms?: AlgorithmWishes;
  readonly family?: 4 | 6;
  readonly bindAddress?: string;
  readonly connectTimeoutMs?: number;
  readonly keepalive?: Keepalive;
}

export interface ReadSshOptions {
  readonly options: SshOptions;
  readonly problems: readonly string[];
}

const KEEPALIVES = 3;
const SILENT_KEYWORDS = new Set(['host', 'match', 'include', 'ignoreunknown']);

/** `host` as it was asked for, `user` as it is without ssh_config. */
export function readSshOptions(
  settings: SshSettings,
  { host, user: otherUser }: { readonly host: string; readonly user: string },
  world: SshWorld,
): ReadSshOptions {
  const reader = new SshReader(settings, world.env);
  const refused = refusals(settings);
  const hostname = hostnameOf(reader, host);
  const port = reader.port();
  const user = reader.word('user');
  const alias = reader.word('hostkeyalias')?.toLowerCase();
  const tokens: Tokens = {
    ...{ h: hostname, n: host, p: String(port ?? 22), r: user ?? otherUser },
    ...{ k: alias ?? host, d: world.home, u: world.localUser, l: world.localHost },
    L: world.localHost.split('.')[0] ?? '',
  };
  const files: PathWorld = { tokens, home: world.home };
  const options = present<SshOptions>({
    hostname,
    port,
    user,
    hostKeyAlias: alias,
    ...loginOptions(reader, files),
    ...hostKeyOptions(reader, files),
    ...lineOptions(reader, tokens),
  });
  return {
    options,
    problems: [...refused, ...reader.problems],
  };
}

type Partially<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Keywords that would change what is reached or trusted, and those that nobody knows. */
function refusals(settings: SshSettings): readonly string[] {
  const unknown = settings.get('ignoreunknown')?.[0]?.words[0] ?? '';
  return [...settings].flatMap(([keyword, [line]]) => {
    if (line === undefined || SILENT_KEYWORDS.has(keyword)) return [];
    const refusal = REFUSED[keyword];
    if (refusal !== undefined)
      return refusal.harmless.includes(line.rest.trim().toLowerCase())
        ? []
        : [`${line.place}: ${keyword} can't be honoured: ${refusal.because}`];
    if (HONOURED.has(keyword) || IGNORED.has(keyword) || isInList(keyword, unknown.toLowerCase()))
      return [];
    return [`${line.place}: ${keyword} is no keyword of ssh_config`];
  });
}

function hostnameOf(reader: SshReader, host: string): string {
  const line = reader.line('hostname');
  const word = reader.word('hostname');
  if (line === undefined || word === undefined) return host;
  const name = expandTokens(word, { h: host });
  if (typeof name === 'string') return name.toLowerCase();
  reader.problems.push(`${line.place}: hostname has ${name.token}, which is not known here`);
  return host;
}

const METHODS: readonly LoginMethod[] = ['publickey', 'keyboard-interactive', 'password'];

function loginOptions(
  reader: SshReader,
  files: PathWorld,
): Partially<SshOptions> & Pick<SshOptions, 'identityFiles'> {
  const identities = reader
    .lines('identityfile')
    .flatMap((line) => reader.path(line, line.words[0] ?? '', files) ?? [])
    .filter((file) => file.toLowerCase() !== 'none');
  const agent = reader.line('identityagent');
  const accepted = reader.word('pubkeyacceptedalgorithms');
  return {
    identityFiles: identities,
    identitiesOnly: reader.truth('identitiesonly'),
    agentSocket: agent === undefined ? undefined : agentOf(reader, files),
    methods: methodsOf(reader),
    allowsSha1Rsa: accepted === undefined ? undefined : allowsSha1(accepted),
  };
}

function agentOf(reader: SshReader, files: PathWorld): string | null | undefined {
  const line = reader.line('identityagent');
  const word = reader.word('identityagent');
  if (line === undefined || word === undefined || word === 'SSH_AUTH_SOCK') return undefined;
  if (word.toLowerCase() === 'none') return null;
  return reader.path(line, word.replace(/^\$(\w+)$/, '$${$1}'), files);
}

const allowsSha1 = (list: string): boolean =>
  !list.startsWith('-') && list.replace(/^[+^]/, '').split(',').includes('ssh-rsa');

function methodsOf(reader: SshReader): readonly LoginMethod[] | undefined {
  const preferred = reader.word('preferredauthentications')?.toLowerCase().split(',');
  const isOff = (method: string): boolean =>
    reader.truth(OFF_BY[method] ?? 'pubkeyauthentication') === false;
  const methods = (preferred ?? METHODS)
    .flatMap((name) => METHODS.find((method) => method === name) ?? [])
    .filter((method) => !isOff(method));
  return preferred === undefined && methods.length === METHODS.length ? undefined : methods;
}

const OFF_BY: Readonly<Record<string, string>> = {
  publickey: 'pubkeyauthentication',
  password: 'passwordauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
};

function hostKeyOptions(reader: SshReader, files: PathWorld): Partially<SshOptions> {
  const filesOf = (keyword: string): readonly string[] | undefined => {
    const line = reader.line(keyword);
    const words = line?.words.filter((word) => word.toLowerCase() !== 'none');
    return line && words?.flatMap((word) => reader.path(line, word, files) ?? []);
  };
  return {
    knownHostsFiles: filesOf('userknownhostsfile'),
    globalKnownHostsFiles: filesOf('globalknownhostsfile'),
    hostKeyPolicy: policyOf(reader),
    hashesKnownHosts: reader.truth('hashknownhosts'),
    revokedKeysFile: filesOf('revokedhostkeys')?.[0],
  };
}

function policyOf(reader: SshReader): HostKeyPolicy | undefined {
  const chosen = reader.choice('stricthostkeychecking', {
    ...{ yes: 'strict', true: 'strict', ask: 'ask', 'accept-new': 'accept-new' },
    ...{ no: 'off', false: 'off', off: 'off' },
  } as const);
  if (chosen === 'off')
    reader.problems.push(
      `${reader.line('stricthostkeychecking')?.place ?? ''}: StrictHostKeyChecking can't be switched off: write accept-new, or pin the key by stem_host_key`,
    );
  return chosen === 'strict' || chosen === 'accept-new' ? chosen : undefined;
}

function lineOptions(reader: SshReader, tokens: Tokens): Partially<SshOptions> {
  const timeout = reader.seconds('connecttimeout');
  const bind = reader.word('bindaddress');
  return {
    jumps: reader.word('proxyjump'),
    proxyCommand: proxyCommandOf(reader, tokens),
    algorithms: algorithmsOf(reader),
    family: reader.choice('addressfamily', { inet: 4, inet6: 6, any: null } as const) ?? undefined,
    bindAddress: bind,
    connectTimeoutMs: typeof timeout === 'number' && timeout > 0 ? timeout * 1000 : undefined,
    keepalive: keepaliveOf(reader),
  };
}

/** 0 is ssh's default, and not ours: a dead link has to be noticed. */
function keepaliveOf(reader: SshReader): Keepalive | undefined {
  const seconds = reader.seconds('serveraliveinterval') ?? 0;
  const most = reader.count('serveralivecountmax') ?? KEEPALIVES;
  return seconds === 0 ? undefined : { intervalMs: seconds * 1000, most };
}

/** What a shell would read as more than a name. @see ssh.c of OpenSSH 9.6, valid_hostname */
const UNSAFE = /^-|[\s'"`$\\;&<>|(){}!]/;

function proxyCommandOf(reader: SshReader, tokens: Tokens): string | undefined {
  const line = reader.line('proxycommand');
  const text = line?.rest.trim() ?? '';
  if (line === undefined || ['', 'none'].includes(text.toLowerCase())) return undefined;
  const known = Object.fromEntries(
    ['h', 'n', 'p', 'r'].map((letter) => [letter, tokens[letter] ?? '']),
  );
  const command = expandTokens(text, known);
  const unsafe = Object.values(known).find((value) => UNSAFE.test(value));
  if (unsafe !== undefined)
    reader.problems.push(`${line.place}: "${unsafe}" can't stand in a ProxyCommand`);
  if (typeof command === 'string') return command;
  reader.problems.push(`${line.place}: proxycommand has ${command.token}, which is not known`);
  return undefined;
}

function algorithmsOf(reader: SshReader): AlgorithmWishes | undefined {
  const wishes = {
    kex: reader.word('kexalgorithms'),
    ciphers: reader.word('ciphers'),
    macs: reader.word('macs'),
    hostKeys: reader.word('hostkeyalgorithms'),
  };
  const given = Object.entries(wishes).filter(([, list]) => list !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
