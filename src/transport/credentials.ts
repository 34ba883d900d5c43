import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import ssh2, {
  type AnyAuthMethod,
  type AuthenticationType,
  type AuthHandlerMiddleware,
  type ParsedKey,
} from 'ssh2';
import type { Connection } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';

/** One way to log in, and how it is called in a message. */
export interface Credential {
  readonly name: string;
  readonly method: AnyAuthMethod;
}

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** In the order in which they are tried. @throws StemError AUTH_FAILED where the key file can't be used. */
export async function readCredentials(connection: Connection): Promise<readonly Credential[]> {
  const { user: username, password, privateKeyFile } = connection;
  const keys =
    privateKeyFile !== undefined
      ? [await namedKey(privateKeyFile, connection)]
      : password === undefined
        ? await defaultKeys(username)
        : [];
  const named = privateKeyFile === undefined ? [] : keys;
  const others = privateKeyFile === undefined ? keys : [];
  return [
    ...named,
    ...(connection.usesAgent ? await agent(username) : []),
    ...others,
    ...(password === undefined ? [] : byPassword(username, password.reveal())),
  ];
}

async function namedKey(file: string, { user, passphrase }: Connection): Promise<Credential> {
  const fail = (cause: unknown): never => {
    throw new StemError(`the private key ${file} can't be used: ${String(cause)}`, {
      code: 'AUTH_FAILED',
      hint: 'Check the path, the rights and the passphrase of the key.',
      cause,
    });
  };
  const text = await readFile(file).catch(fail);
  const key = firstKey(ssh2.utils.parseKey(text, passphrase?.reveal()));
  return key instanceof Error ? fail(key.message) : byKey(user, key, file);
}

/** Those that can be read without asking anybody. */
async function defaultKeys(user: string): Promise<readonly Credential[]> {
  const found = await Promise.all(
    DEFAULT_KEYS.map(async (name) => {
      const file = join(homedir(), '.ssh', name);
      const text = await readFile(file).catch(() => null);
      const key = text === null ? null : firstKey(ssh2.utils.parseKey(text));
      return key === null || key instanceof Error ? [] : [byKey(user, key, file)];
    }),
  );
  return found.flat();
}

const firstKey = (parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | Error =>
  Array.isArray(parsed) ? (parsed[0] ?? new Error('it holds no key')) : parsed;

const byKey = (username: string, key: ParsedKey, file: string): Credential => ({
  name: `the key ${file}`,
  method: { type: 'publickey', username, key },
});

async function agent(username: string): Promise<readonly Credential[]> {
  const socket = process.env['SSH_AUTH_SOCK'] ?? '';
  const isThere = await stat(socket).then(
    (entry) => entry.isSocket(),
    () => false,
  );
  return isThere ? [{ name: 'the agent', method: { type: 'agent', username, agent: socket } }] : [];
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

/** Offers the credentials one after the other, and remembers what happened. */
export class Login {
  readonly #left: Credential[];
  readonly #accepted: Credential[] = [];
  readonly tried: Credential[] = [];

  constructor(credentials: readonly Credential[]) {
    this.#left = [...credentials];
  }

  readonly handler: AuthHandlerMiddleware = (allowed, isPartial, next) => {
    const last = this.tried.at(-1);
    if (isPartial && last !== undefined) this.#accepted.push(last);
    const at = this.#left.findIndex(({ method }) => isAllowed(method, allowed));
    const [credential] = at < 0 ? [] : this.#left.splice(at, 1);
    if (credential !== undefined) this.tried.push(credential);
    // ssh2 takes `false` for "no more"; its types do not say so.
    next(credential?.method ?? (false as never));
  };

  /** After a login: what opened the door. Further connections need nothing else. */
  accepted(): readonly Credential[] {
    const last = this.tried.at(-1);
    return last === undefined ? [] : [...this.#accepted, last];
  }
}

/** `allowed` is null before the device has said anything. */
const isAllowed = (
  { type }: AnyAuthMethod,
  allowed: readonly AuthenticationType[] | null,
): boolean => allowed === null || allowed.includes(type === 'agent' ? 'publickey' : type);
