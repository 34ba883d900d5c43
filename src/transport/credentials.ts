import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AnyAuthMethod, type BaseAgent, type ParsedKey } from 'ssh2';
import type { Connection, LoginMethod } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import { ChosenAgent, guardKey, type Sha1Guard } from './sha1-guard.ts';

/** One way to log in, and how it is called in a message. */
export interface Credential {
  readonly name: string;
  readonly method: AnyAuthMethod;
  /** Of keys. */
  readonly sha1?: Sha1Guard;
  /** The certificate that lies beside the key, and is not used. */
  readonly certificate?: string;
}

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** In the order in which they are tried. @throws StemError AUTH_FAILED where the key file can't be used */
export async function readCredentials(connection: Connection): Promise<readonly Credential[]> {
  const { privateKeyFile, password, user } = connection;
  const named = privateKeyFile === undefined ? [] : await namedKey(privateKeyFile, connection);
  const agent = connection.usesAgent ? await agentOf(connection) : [];
  const others = await otherKeys(connection);
  const passwords = password === undefined ? [] : byPassword(user, password.reveal());
  return inOrder([...named, ...agent, ...others, ...passwords], connection.methods);
}

/** Without a wish, keys come first; with one, only its methods, in its order. */
function inOrder(
  credentials: readonly Credential[],
  methods: readonly LoginMethod[] | undefined,
): readonly Credential[] {
  const typeOf = ({ method: { type } }: Credential): string =>
    type === 'agent' ? 'publickey' : type;
  return methods === undefined
    ? credentials
    : methods.flatMap((method) => credentials.filter((one) => typeOf(one) === method));
}

/** An encrypted one without a passphrase may lie in the agent, which is tried next. */
async function namedKey(file: string, connection: Connection): Promise<readonly Credential[]> {
  const key = await readKey(file, connection);
  if (!(key instanceof Error)) return [await byKey(connection, key, file)];
  if (connection.usesAgent && (await publicKeyOf(file)) !== null) return [];
  throw new StemError(`the private key ${file} can't be used: ${key.message}`, {
    code: 'AUTH_FAILED',
    hint: 'Check the path, the rights and the passphrase of the key.',
    cause: key,
  });
}

/** Those of ssh_config, else the usual ones: as far as they are there and can be read without asking anybody. */
async function otherKeys(connection: Connection): Promise<readonly Credential[]> {
  const { identityFiles = [], privateKeyFile, password } = connection;
  const isAlone = privateKeyFile !== undefined || password !== undefined;
  const usual = isAlone ? [] : DEFAULT_KEYS.map((name) => join(homedir(), '.ssh', name));
  const files = identityFiles.length > 0 ? identityFiles : usual;
  const found = await Promise.all(
    files.map(async (file) => {
      const key = await readKey(file, connection);
      return key instanceof Error ? [] : [await byKey(connection, key, file)];
    }),
  );
  return found.flat();
}

/** With the passphrase only where it has to be: it is the right one for one key, perhaps not for all. */
async function readKey(file: string, { passphrase }: Connection): Promise<ParsedKey | Error> {
  const text = await readFile(file).catch((error: unknown) => asError(error));
  if (text instanceof Error) return new Error(String(text), { cause: text });
  const plain = firstKey(text);
  if (!(plain instanceof Error) || passphrase === undefined) return plain;
  return firstKey(text, passphrase.reveal());
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

function firstKey(text: Buffer, passphrase?: string): ParsedKey | Error {
  const key = onlyKey(ssh2.utils.parseKey(text, passphrase));
  return key instanceof Error || key.isPrivateKey() ? key : new Error('it is no private key');
}

const onlyKey = (parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | Error =>
  Array.isArray(parsed) ? (parsed[0] ?? new Error('it holds no key')) : parsed;

async function byKey(connection: Connection, key: ParsedKey, file: string): Promise<Credential> {
  const sha1 = guardOf(connection);
  const certificate = `${file}-cert.pub`;
  const hasOne = await stat(certificate).then(
    () => true,
    () => false,
  );
  return {
    name: `the key ${file}`,
    method: { type: 'publickey', username: connection.user, key: guardKey(key, sha1) },
    sha1,
    ...(hasOne && { certificate }),
  };
}

const guardOf = ({ allowsSha1Rsa = false }: Connection): Sha1Guard => ({
  isAllowed: allowsSha1Rsa,
  wasRefused: false,
});

async function agentOf(connection: Connection): Promise<readonly Credential[]> {
  const socket = connection.agentSocket ?? process.env['SSH_AUTH_SOCK'] ?? '';
  const isThere = await stat(socket).then(
    (entry) => entry.isSocket(),
    () => false,
  );
  if (!isThere) return [];
  const sha1 = guardOf(connection);
  const wanted = await wantedKeys(connection);
  const isWanted = (key: ParsedKey): boolean =>
    wanted === null || wanted.has(key.getPublicSSH().toString('base64'));
  // An agent at a socket hands out parsed keys; the types of createAgent leave that open.
  const all = ssh2.createAgent(socket) as BaseAgent<ParsedKey>;
  const agent = new ChosenAgent(all, isWanted, sha1);
  return [{ name: 'the agent', method: { type: 'agent', username: connection.user, agent }, sha1 }];
}

/** Null: all of them. */
async function wantedKeys(connection: Connection): Promise<ReadonlySet<string> | null> {
  if (connection.identitiesOnly !== true) return null;
  const { privateKeyFile, identityFiles = [] } = connection;
  const named = [...(privateKeyFile === undefined ? [] : [privateKeyFile]), ...identityFiles];
  const files =
    named.length > 0 ? named : DEFAULT_KEYS.map((name) => join(homedir(), '.ssh', name));
  const keys = await Promise.all(files.map(publicKeyOf));
  return new Set(keys.flatMap((key) => key ?? []));
}

/** Of `FILE.pub`, or of a private key that is not encrypted; base64. */
async function publicKeyOf(file: string): Promise<string | null> {
  for (const name of [`${file}.pub`, file]) {
    const text = await readFile(name).catch(() => null);
    const key = text === null ? null : onlyKey(ssh2.utils.parseKey(text));
    if (key !== null && !(key instanceof Error)) return key.getPublicSSH().toString('base64');
  }
  return null;
}

const byPassword = (username: string, password: string): readonly Credential[] => [
  { name: 'the password', method: { type: 'password', username, password } },
  {
    name: 'the password (keyboard-interactive)',
    method: {
      type: 'keyboard-interactive',
      username,
      // A question whose answer may be seen is not the one for the password.
      prompt: (...[, , , prompts, finish]) => {
        finish(prompts.map(({ echo }) => (echo === true ? '' : password)));
      },
    },
  },
];
