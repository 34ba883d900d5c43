import type { Become, Connection } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import type { Value, Vars } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import type { Host } from '../model/session.ts';
import { readHostKeys } from './host-keys.ts';

/** What holds where the inventory says nothing. */
export interface ConnectionDefaults {
  readonly user: string;
  readonly knownHostsFiles: readonly string[];
  readonly usesAgent: boolean;
  readonly connectTimeoutMs: number;
}

/** How to reach a host, from its vars. Names every wrong one at once. @throws StemError VARS_INVALID */
export function connectionOf(name: string, vars: Vars, defaults: ConnectionDefaults): Connection {
  const reader: Reader = { vars, problems: [] };
  refuseUnsupported(reader);
  const user = text(reader, ['ansible_user', 'ansible_ssh_user']) ?? defaults.user;
  const password = secret(reader, ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password']);
  const keyFile = text(reader, ['ansible_ssh_private_key_file', 'ansible_private_key_file']);
  const passphrase = secret(reader, [
    'ansible_private_key_passphrase',
    'ansible_ssh_private_key_passphrase',
  ]);
  const alias = text(reader, ['stem_host_key_alias']);
  const keys = readHostKeys(vars['stem_host_key']);
  reader.problems.push(...keys.problems);
  const connection: Connection = {
    address: text(reader, ['ansible_host', 'ansible_ssh_host']) ?? name,
    port: whole(reader, ['ansible_port', 'ansible_ssh_port'], 65_535) ?? 22,
    user,
    ...(password && { password }),
    ...(keyFile !== undefined && { privateKeyFile: keyFile }),
    ...(passphrase && { passphrase }),
    usesAgent: defaults.usesAgent,
    knownHostsFiles: defaults.knownHostsFiles,
    pinnedHostKeys: keys.keys,
    ...(alias !== undefined && { hostKeyAlias: alias }),
    become: becomeOf(reader, user),
    connectTimeoutMs: timeoutMs(reader) ?? defaults.connectTimeoutMs,
  };
  if (reader.problems.length === 0) return connection;
  throw new StemError(`${name}: ${reader.problems.join('; ')}`, {
    code: 'VARS_INVALID',
    hint: 'Change these vars in the inventory.',
  });
}

/** The host as the scheduler sees it: `site` bounds how many of a site go at once. @throws StemError VARS_INVALID */
export function hostOf(name: string, vars: Vars): Host {
  const site = vars['site'] ?? 'default';
  if (typeof site === 'number' || (typeof site === 'string' && site !== ''))
    return { name, site: String(site) };
  throw new StemError(`${name}: site must be a text`, {
    code: 'VARS_INVALID',
    hint: 'Write site=NAME in the inventory.',
  });
}

interface Reader {
  readonly vars: Vars;
  readonly problems: string[];
}

const UNSUPPORTED = [
  'ansible_ssh_common_args',
  'ansible_ssh_extra_args',
  'ansible_sftp_extra_args',
  'ansible_scp_extra_args',
  'ansible_ssh_executable',
];
const CONNECTIONS = ['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'];
const CHECKS = ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'];

/** Whoever sets these relies on them: to go on without would reach another device, or trust a wrong one. */
function refuseUnsupported({ vars, problems }: Reader): void {
  for (const name of UNSUPPORTED)
    if (isSet(vars[name])) problems.push(`${name} is not supported yet: take it out`);
  const connection = vars['ansible_connection'];
  if (connection !== undefined && !CONNECTIONS.some((name) => name === connection))
    problems.push('ansible_connection must be ssh');
  for (const name of CHECKS)
    if (vars[name] !== undefined && truth(vars[name]) !== true)
      problems.push(`${name} can't be switched off: put the key into known_hosts or stem_host_key`);
}

const isSet = (value: Value | undefined): value is Value =>
  value !== undefined && value !== null && value !== '';

/** The one value of vars that mean the same. Two that differ are an error: either could be the device's. */
function only(reader: Reader, names: readonly string[]): readonly [string, Value] | undefined {
  const given = names.flatMap((name): (readonly [string, Value])[] => {
    const value = reader.vars[name];
    return isSet(value) ? [[name, value]] : [];
  });
  const [first, ...others] = given;
  const unlike = others.find(([, value]) => plain(value) !== plain(first?.[1]));
  if (first !== undefined && unlike !== undefined)
    reader.problems.push(`${first[0]} and ${unlike[0]} differ: keep one`);
  return first;
}

const plain = (value: unknown): string =>
  value instanceof Secret ? value.reveal() : JSON.stringify(value);

/** Templates come with a later version; until then they would go to the device as they stand. */
function isTemplate(reader: Reader, name: string, value: string): boolean {
  const isOne = value.includes('{{') || value.includes('{%');
  if (isOne) reader.problems.push(`${name} is a template, which is not supported yet`);
  return isOne;
}

function text(reader: Reader, names: readonly string[]): string | undefined {
  const [name, value] = only(reader, names) ?? [];
  if (name === undefined || value === undefined) return undefined;
  if (typeof value !== 'string') reader.problems.push(`${name} must be a text`);
  else if (!isTemplate(reader, name, value)) return value;
  return undefined;
}

function secret(reader: Reader, names: readonly string[]): Secret | undefined {
  const [name, value] = only(reader, names) ?? [];
  if (name === undefined || value === undefined) return undefined;
  if (!(value instanceof Secret) && typeof value !== 'string') {
    reader.problems.push(`${name} must be a text`);
    return undefined;
  }
  const kept = value instanceof Secret ? value : new Secret(value);
  if (kept.reveal() === '' || isTemplate(reader, name, kept.reveal())) return undefined;
  return kept;
}

/** Digits in quotes are a number as well. */
function whole(reader: Reader, names: readonly string[], max: number): number | undefined {
  const [name, value] = only(reader, names) ?? [];
  if (name === undefined) return undefined;
  const isDigits = typeof value === 'string' && /^\d+$/.test(value);
  const number = typeof value === 'number' || isDigits ? Number(value) : NaN;
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  reader.problems.push(`${name} must be a whole number from 1 to ${String(max)}`);
  return undefined;
}

function timeoutMs(reader: Reader): number | undefined {
  const seconds = whole(reader, ['ansible_ssh_timeout', 'ansible_timeout'], 3600);
  return seconds === undefined ? undefined : seconds * 1000;
}

const BECOME_PASSWORDS = [
  'ansible_become_password',
  'ansible_become_pass',
  'ansible_sudo_pass',
  'ansible_sudo_password',
];

/** Nearly every step needs root: a user who is not root becomes it with sudo unless the inventory forbids it. */
function becomeOf(reader: Reader, user: string): Become {
  const password = secret(reader, BECOME_PASSWORDS);
  if (user === 'root') return { method: 'none' };
  const { vars, problems } = reader;
  const become = vars['ansible_become'] ?? true;
  if (truth(become) === undefined) problems.push('ansible_become must be True or False');
  if (truth(become) === false)
    problems.push(`ansible_become is off, and ${user} is not root: set it to True`);
  if ((vars['ansible_become_method'] ?? 'sudo') !== 'sudo')
    problems.push('ansible_become_method must be sudo: others are not supported yet');
  if ((vars['ansible_become_user'] ?? 'root') !== 'root')
    problems.push('ansible_become_user must be root');
  return { method: 'sudo', ...(password && { password }) };
}

/** As Ansible's `boolean` filter; undefined for what is neither. */
function truth(value: Value | undefined): boolean | undefined {
  const word = value === undefined ? '' : plain(value).replaceAll('"', '').toLowerCase();
  if (['true', 'yes', 'on', '1', 'y', 't'].includes(word)) return true;
  return ['false', 'no', 'off', '0', 'n', 'f'].includes(word) ? false : undefined;
}
