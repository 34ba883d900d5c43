import { resolve } from 'node:path';
import { Secret } from '../../model/secret.ts';
import { usageError, type Args } from '../args.ts';
import { readPasswordFile } from './password-file.ts';
import { CLOSED_VAULT, createVault, type Vault, type VaultPassword } from './vault.ts';

/** What an operator gave for all devices at once. Nothing of it is kept for a later `resume`. */
export interface SecretInputs {
  readonly vault: Vault;
  /** For devices whose vars have no password. */
  readonly password: Secret | null;
  readonly becomePassword: Secret | null;
}

export const NO_SECRETS: SecretInputs = {
  vault: CLOSED_VAULT,
  password: null,
  becomePassword: null,
};

/** Of the App, which has the result. */
interface Asking {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly cwd: string;
  readonly home: string;
  readonly isInTerminal: boolean;
  askHidden(question: string): Promise<string>;
}

/** Reads password files and asks what is to be asked, once. @throws StemError USAGE, FILE_UNREADABLE */
export async function readSecretInputs(args: Args, app: Asking): Promise<SecretInputs> {
  const password = args.flag('ask-pass') ? await ask('SSH password: ', '--ask-pass', app) : null;
  const becomePassword = args.flag('ask-become-pass') ? await askBecome(password, app) : null;
  const passwords = await vaultPasswords(args, app);
  return {
    vault: passwords.length === 0 ? CLOSED_VAULT : createVault(passwords),
    password,
    becomePassword,
  };
}

/** An empty answer means the password of the login, as in Ansible. */
async function askBecome(password: Secret | null, app: Asking): Promise<Secret> {
  const hint = password === null ? '' : '[defaults to SSH password]';
  const answer = await answerTo(`BECOME password${hint}: `, '--ask-become-pass', app);
  if (answer === '' && password !== null) return password;
  return filled(answer, '--ask-become-pass');
}

const ask = async (question: string, option: string, app: Asking): Promise<Secret> =>
  filled(await answerTo(question, option, app), option);

function filled(answer: string, option: string): Secret {
  if (answer !== '') return new Secret(answer);
  throw usageError(`${option} got no password`, 'Type it, and press Enter.');
}

async function answerTo(question: string, option: string, app: Asking): Promise<string> {
  if (app.isInTerminal) return app.askHidden(question);
  throw usageError(
    `${option} asks for a password, and nobody is at a terminal`,
    'Give it in a way that needs no answer: an encrypted var, stem_password_command or a key.',
  );
}

const LABEL = 'default';

async function vaultPasswords(args: Args, app: Asking): Promise<readonly VaultPassword[]> {
  const files = args.list('vault-password-file').map((file) => [LABEL, file] as const);
  const ids = args.list('vault-id').map(labelled);
  const environment = app.env['ANSIBLE_VAULT_PASSWORD_FILE'] ?? '';
  const usual = environment === '' ? [] : [[LABEL, environment] as const];
  const passwords: VaultPassword[] = [];
  for (const [label, source] of [...ids, ...files, ...usual])
    passwords.push({ label, password: await passwordFrom(label, source, app) });
  if (args.flag('ask-vault-pass'))
    passwords.push({
      label: LABEL,
      password: await ask('Vault password: ', '--ask-vault-pass', app),
    });
  return passwords;
}

/** `label@file`, or a file alone. */
function labelled(id: string): readonly [string, string] {
  const at = id.indexOf('@');
  const [label, source] = at === -1 ? [LABEL, id] : [id.slice(0, at), id.slice(at + 1)];
  if (source !== '') return [label === '' ? LABEL : label, source];
  throw usageError(`--vault-id ${id} names no file`, 'Write `--vault-id LABEL@FILE`.');
}

async function passwordFrom(label: string, source: string, app: Asking): Promise<Secret> {
  if (source === 'prompt' || source === 'prompt_ask_vault_pass')
    return ask(`Vault password (${label}): `, '--vault-id', app);
  const file = source.startsWith('~/') ? `${app.home}${source.slice(1)}` : source;
  return readPasswordFile(resolve(app.cwd, file), label, app.env);
}
