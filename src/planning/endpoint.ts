import type { Connection, HostKeyPolicy, Via } from '../model/connection.ts';
import type { ConnectionDefaults } from './connection-defaults.ts';
import { choice, flag, secret, text, whole, type VarReader } from './connection-vars.ts';
import { readHostKeys } from './host-keys.ts';
import { present } from './present.ts';
import { readGivenArgs, type GivenArgs } from './ssh-config/given-args.ts';
import { readJumpList, writeJump, type JumpSpec } from './ssh-config/jump-list.ts';
import { lookUpSsh } from './ssh-config/look-up.ts';
import { readSshOptions, type SshOptions } from './ssh-config/options.ts';
import { SshConfigProblem, type SshLine } from './ssh-config/ssh-line.ts';

/** One SSH server: the device, or a stop on the way to it. */
export interface Asked {
  readonly name: string;
  readonly reader: VarReader;
  /** Of a stop: what ProxyJump says of it. */
  readonly spec?: JumpSpec;
  /** The stops before this one; null: its own config says. */
  readonly jumps: readonly JumpSpec[] | null;
  /** The stops that were asked for on the way to this one. */
  readonly path: readonly string[];
  /** Of a stop: the file of the device's `-F`, which ssh hands on. */
  readonly file: string | null;
}

const POLICIES: readonly HostKeyPolicy[] = ['strict', 'accept-new', 'pinned'];

/** From vars, then ssh_config, then defaults. What is wrong goes to `asked.reader.problems`. */
export function endpointOf(asked: Asked, defaults: ConnectionDefaults): Connection {
  const { reader, name, spec } = asked;
  const host = text(reader, ['ansible_host', 'ansible_ssh_host']) ?? spec?.host ?? name;
  const [options, file] = optionsOf(host, asked, defaults);
  const { algorithms, family, bindAddress, keepalive } = options;
  return present<Connection>({
    address: options.hostname,
    port: options.port ?? 22,
    user: options.user ?? defaults.user,
    ...loginOf(options, reader, defaults),
    ...hostKeysOf(options, asked, defaults),
    ...{ algorithms, family, bindAddress, keepalive },
    via: viaOf(options, { ...asked, file }, defaults),
    become: { method: 'none' },
    connectTimeoutMs: options.connectTimeoutMs ?? defaults.connectTimeoutMs,
  });
}

const NOTHING: SshOptions = { hostname: '', identityFiles: [] };

/** ssh_config with the vars as options of a command line, in the order in which Ansible gives them to ssh. */
function optionsOf(
  host: string,
  { reader, spec, jumps, path, file: handedOn }: Asked,
  { sshConfig, world, user, remoteUser }: ConnectionDefaults,
): readonly [SshOptions, file: string | null] {
  const isHop = path.length > 0;
  try {
    const [before, ...behind] = isHop ? [] : ARGS.map((name) => givenArgs(reader, name));
    const given: readonly SshLine[] = [
      ...(before?.lines ?? []),
      ...(jumps === null ? [] : [line('proxyjump', jumps.map(writeJump).join(','), 'ProxyJump')]),
      ...specLines(spec),
      ...varLines(reader, isHop ? undefined : remoteUser),
      ...behind.flatMap(({ lines }) => lines),
    ];
    const file = [before, ...behind].find((one) => one?.file != null)?.file ?? handedOn;
    const settings = lookUpSsh(sshConfig(file), { host, localUser: world.localUser, given });
    const { options, problems } = readSshOptions(settings, { host, user }, world);
    reader.problems.push(...problems);
    return [options, file];
  } catch (error) {
    if (!(error instanceof SshConfigProblem)) throw error;
    reader.problems.push(error.message);
    return [{ ...NOTHING, hostname: host }, handedOn];
  }
}

const ARGS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const;

function givenArgs(reader: VarReader, name: string): GivenArgs {
  const given = text(reader, [name]);
  return given === undefined ? { lines: [], file: null } : readGivenArgs(given, name);
}

const line = (keyword: string, word: string, place: string): SshLine => ({
  keyword,
  words: [word],
  rest: word,
  place,
});

const specLines = (spec: JumpSpec | undefined): readonly SshLine[] => [
  ...(spec?.user === undefined ? [] : [line('user', spec.user, 'ProxyJump')]),
  ...(spec?.port === undefined ? [] : [line('port', String(spec.port), 'ProxyJump')]),
];

function varLines(reader: VarReader, remoteUser: string | undefined): readonly SshLine[] {
  const user = text(reader, ['ansible_user', 'ansible_ssh_user']) ?? remoteUser;
  const port = whole(reader, ['ansible_port', 'ansible_ssh_port'], 65_535);
  const seconds = whole(reader, ['ansible_ssh_timeout', 'ansible_timeout'], 3600);
  return [
    ...(port === undefined ? [] : [line('port', String(port), 'ansible_port')]),
    ...(user === undefined ? [] : [line('user', user, 'ansible_user')]),
    ...(seconds === undefined ? [] : [line('connecttimeout', String(seconds), 'ansible_timeout')]),
  ];
}

const KEY_FILES = ['ansible_ssh_private_key_file', 'ansible_private_key_file'];
const PASSPHRASES = ['ansible_private_key_passphrase', 'ansible_ssh_private_key_passphrase'];
const PASSWORDS = ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'];

type Part<K extends keyof Connection> = { readonly [P in K]: Connection[P] | undefined };
type LoginPart = Part<
  | 'password'
  | 'privateKeyFile'
  | 'passphrase'
  | 'agentSocket'
  | 'identityFiles'
  | 'identitiesOnly'
  | 'methods'
  | 'allowsSha1Rsa'
> &
  Pick<Connection, 'usesAgent'>;

function loginOf(
  options: SshOptions,
  reader: VarReader,
  { world, usesAgent }: ConnectionDefaults,
): LoginPart {
  const { agentSocket, identityFiles, identitiesOnly, methods } = options;
  const sha1 = flag(reader, 'stem_allow_sha1_rsa') ?? options.allowsSha1Rsa;
  return {
    password: secret(reader, PASSWORDS),
    privateKeyFile: text(reader, KEY_FILES)?.replace(/^~(?=\/)/, world.home),
    passphrase: secret(reader, PASSPHRASES),
    usesAgent: agentSocket === undefined ? usesAgent : agentSocket !== null,
    agentSocket: agentSocket ?? undefined,
    identityFiles: identityFiles.length > 0 ? identityFiles : undefined,
    identitiesOnly: identitiesOnly === true ? true : undefined,
    methods,
    allowsSha1Rsa: sha1 === true ? true : undefined,
  };
}

type HostKeyPart = Part<'hostKeyAlias' | 'hostKeyPolicy' | 'hashesKnownHosts' | 'revokedKeysFile'> &
  Pick<Connection, 'knownHostsFiles' | 'pinnedHostKeys'>;

function hostKeysOf(
  options: SshOptions,
  { reader, name }: Asked,
  defaults: ConnectionDefaults,
): HostKeyPart {
  const { keys, problems } = readHostKeys(reader.vars['stem_host_key']);
  reader.problems.push(...problems);
  const policy =
    choice(reader, 'stem_host_key_policy', POLICIES) ??
    defaults.hostKeyPolicy ??
    options.hostKeyPolicy;
  if (policy === 'pinned' && keys.length === 0 && problems.length === 0)
    reader.problems.push(`stem_host_key is missing for ${name}, and only pinned keys are accepted`);
  return {
    knownHostsFiles: defaults.knownHostsFiles ?? knownHostsOf(options, defaults),
    pinnedHostKeys: keys,
    hostKeyAlias: text(reader, ['stem_host_key_alias']) ?? options.hostKeyAlias,
    hostKeyPolicy: policy,
    hashesKnownHosts: options.hashesKnownHosts === true ? true : undefined,
    revokedKeysFile: options.revokedKeysFile,
  };
}

const knownHostsOf = (
  { knownHostsFiles, globalKnownHostsFiles }: SshOptions,
  { world }: ConnectionDefaults,
): readonly string[] => [
  ...(knownHostsFiles ?? [`${world.home}/.ssh/known_hosts`]),
  ...(globalKnownHostsFiles ?? ['/etc/ssh/ssh_known_hosts']),
];

/** ProxyJump a,b reaches b through a: b is asked for with the stops before it, and only a's own config may add to them. */
function viaOf(
  { jumps, proxyCommand }: SshOptions,
  { reader, path, file }: Asked,
  defaults: ConnectionDefaults,
): Via | undefined {
  if (proxyCommand !== undefined) return { kind: 'command', command: proxyCommand };
  if (jumps === undefined) return undefined;
  const specs = readJumpList(jumps);
  if (specs === null)
    reader.problems.push(`ProxyJump ${jumps} can't be read: write user@host:port`);
  const last = specs?.at(-1);
  if (specs === null || last === undefined) return undefined;
  if (path.includes(last.host)) {
    reader.problems.push(`ProxyJump goes in a circle: ${[...path, last.host].join(', ')}`);
    return undefined;
  }
  const before = specs.slice(0, -1);
  const hop: Asked = {
    name: last.host,
    reader: { vars: defaults.varsOf(last.host) ?? {}, problems: [] },
    spec: last,
    jumps: before.length === 0 ? null : before,
    path: [...path, last.host],
    file,
  };
  const connection = endpointOf(hop, defaults);
  reader.problems.push(
    ...hop.reader.problems.map((what) =>
      what.startsWith('jump host ') ? what : `jump host ${last.host}: ${what}`,
    ),
  );
  return { kind: 'jump', hop: connection };
}
