import { StemError } from '../../model/errors.ts';
import type { Value, Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { SecretInputs } from './inputs.ts';
import { secretOf, type CommandResult } from './run-command.ts';

/** One secret of a device: the vars that hold it, and those that say where it comes from. */
interface Wanted {
  readonly own: readonly [string, ...string[]];
  readonly fromEnvironment: string;
  readonly fromCommand: string;
}

const PASSWORD: Wanted = {
  own: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  fromEnvironment: 'stem_password_from_env',
  fromCommand: 'stem_password_command',
};
const BECOME: Wanted = {
  own: [
    'ansible_become_password',
    'ansible_become_pass',
    'ansible_sudo_pass',
    'ansible_sudo_password',
  ],
  fromEnvironment: 'stem_become_password_from_env',
  fromCommand: 'stem_become_password_command',
};
const PASSPHRASE: Wanted = {
  own: ['ansible_private_key_passphrase', 'ansible_ssh_private_key_passphrase'],
  fromEnvironment: 'stem_key_passphrase_from_env',
  fromCommand: 'stem_key_passphrase_command',
};

export type RunCommand = (line: string, host: string) => CommandResult;

/** Runs a line once for each device; one that does not look at `STEM_HOST` once for all. */
export function commandRunner(env: Readonly<NodeJS.ProcessEnv>): RunCommand {
  const known = new Map<string, CommandResult>();
  return (line, host) => {
    const key = line.includes('STEM_HOST') ? `${host}\0${line}` : line;
    const result = known.get(key) ?? secretOf(['/bin/sh', '-c', line], { ...env, STEM_HOST: host });
    known.set(key, result);
    return result;
  };
}

export interface SourceContext {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly inputs: SecretInputs;
  readonly run: RunCommand;
}

/**
 * The vars of a device with the passwords that they only name: from the environment, from a command on this machine, or what
 * the operator typed. A password of its own wins over what was typed. @throws StemError VARS_INVALID
 */
export function withSecretSources(host: string, vars: Vars, context: SourceContext): Vars {
  const { inputs } = context;
  const found = [
    [PASSWORD, inputs.password],
    [BECOME, inputs.becomePassword],
    [PASSPHRASE, null],
  ] as const;
  const secrets = found.flatMap(([wanted, typed]): (readonly [string, Secret])[] => {
    const secret = secretFor(wanted, { host, vars, context }) ?? typed;
    return secret === null || isSet(vars, wanted.own) ? [] : [[wanted.own[0], secret]];
  });
  return secrets.length === 0 ? vars : { ...vars, ...Object.fromEntries(secrets) };
}

interface Device {
  readonly host: string;
  readonly vars: Vars;
  readonly context: SourceContext;
}

function secretFor(wanted: Wanted, device: Device): Secret | null {
  const { fromEnvironment, fromCommand, own } = wanted;
  const { host, vars } = device;
  const sources = [fromEnvironment, fromCommand].filter((name) => isSet(vars, [name]));
  const [source, second] = sources;
  if (source === undefined) return null;
  const other = second ?? own.find((name) => isSet(vars, [name]));
  if (other !== undefined)
    throw invalid(`${host}: ${source} and ${other} are both set`, 'Keep one.');
  const value = vars[source];
  if (typeof value !== 'string')
    throw invalid(`${host}: ${source} must be a text`, 'Change it in the inventory.');
  return source === fromEnvironment
    ? ofEnvironment(source, value, device)
    : ofCommand(source, value, device);
}

function ofEnvironment(source: string, name: string, { host, context }: Device): Secret {
  const value = context.env[name] ?? '';
  if (value !== '') return new Secret(value);
  throw invalid(
    `${host}: ${source} names ${name}, which the environment does not have`,
    `Set it before: \`export ${name}\`.`,
  );
}

function ofCommand(source: string, line: string, { host, context }: Device): Secret {
  const result = context.run(line, host);
  if (result.kind === 'secret') return result.secret;
  throw invalid(
    `${host}: the command of ${source} ${result.problem}`,
    `Run it yourself: \`STEM_HOST=${host} sh -c '…'\`.`,
  );
}

const isSet = (vars: Vars, names: readonly string[]): boolean =>
  names.some((name) => {
    const value: Value | undefined = vars[name];
    if (value instanceof Secret) return value.reveal() !== '';
    return value !== undefined && value !== null && value !== '';
  });

const invalid = (message: string, hint: string): StemError =>
  new StemError(message, { code: 'VARS_INVALID', hint });
