import { resolve } from 'node:path';
import type { Json } from '../model/json.ts';
import type { Value, Vars } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import { usageError } from './args.ts';
import { readText } from './read-text.ts';
import { hasOpenSecret, hideSecretKeys } from '../planning/config-json/secret-keys.ts';
import { located } from '../planning/inventory/problem.ts';
import { plainText, secretVars } from './inventory/vault.ts';
import { CLOSED_VAULT, type Vault } from './secrets/vault.ts';
import { yamlValue } from './yaml/yaml-value.ts';

/** These have secrets inside. */
const CONFIG = 'stem_config';
const PROXY = 'stem_proxy';
const IS_SECRET = /pass(word|phrase|wd)?$|secret|token|private_key$/i;

/** `-e` words with the paths of files made absolute, as a run's request keeps them. */
export const absoluteExtraVars = (words: readonly string[], cwd: string): readonly string[] =>
  words.map((word) => (word.startsWith('@') ? `@${resolve(cwd, word.slice(1))}` : word));

/**
 * Reads `-e` words: `key=value` (a text), a JSON object, or `@FILE` (YAML or JSON). Later ones win.
 * A secret must come from a file: an argument list is visible to everyone on this machine.
 * @throws StemError USAGE, FILE_UNREADABLE
 */
export function readExtraVars(words: readonly string[], vault: Vault = CLOSED_VAULT): Vars {
  return Object.assign({}, ...words.map((word) => varsOf(word, vault))) as Vars;
}

function varsOf(word: string, vault: Vault): Vars {
  if (word.startsWith('@')) return fileVars(word.slice(1), vault);
  const vars = word.trimStart().startsWith('{')
    ? objectIn(word, '-e', CLOSED_VAULT)
    : assignment(word);
  const secret = Object.entries(vars).find(([name, value]) => isOpenSecret(name, value))?.[0];
  if (secret === undefined) return vars;
  throw usageError(
    `-e ${secret}=… would show a secret to everyone on this machine, in \`ps\``,
    'Put it into a file that only you can read, and say `-e @FILE`.',
  );
}

/** A proxy without a login is none. */
const isOpenSecret = (name: string, value: Value): boolean =>
  IS_SECRET.test(name) ||
  (name === CONFIG && hasOpenSecret(value)) ||
  (name === PROXY && typeof value === 'string' && value.includes('@'));

/** Encrypted as a whole, or with values that are. */
function fileVars(file: string, vault: Vault): Vars {
  const written = readText(file, 'the vars file');
  const { text, isSecret } = located(() => plainText(written, vault), { file, text: written });
  const vars: Vars = objectIn(text, file, vault);
  if (isSecret) return secretVars(vars);
  return Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      IS_SECRET.test(name) || name === PROXY
        ? hidden(value)
        : name === CONFIG
          ? configOf(value)
          : value,
    ]),
  );
}

const hidden = (value: Value): Value =>
  typeof value === 'string' || typeof value === 'number' ? new Secret(String(value)) : value;

const configOf = (value: Value): Value => hideSecretKeys(value) as Value;

function assignment(word: string): Vars {
  const at = word.indexOf('=');
  const name = word.slice(0, at);
  if (at > 0 && /^[A-Za-z_]\w*$/.test(name)) return { [name]: word.slice(at + 1) };
  throw usageError(
    `-e ${word} is no KEY=VALUE`,
    'Write `-e key=value`, `-e @file` or `-e \'{"key": 1}\'`.',
  );
}

function objectIn(text: string, from: string, vault: Vault): Readonly<Record<string, Json>> {
  let value: unknown;
  try {
    value = yamlValue(text, from, { code: 'USAGE', vault });
  } catch (error) {
    throw badObject(from, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>; // YAML without tags holds nothing but JSON.
  throw badObject(from, undefined);
}

const badObject = (from: string, cause: unknown): Error =>
  usageError(
    `${from} is no object of vars${cause instanceof Error ? `: ${cause.message.split('\n')[0] ?? ''}` : ''}`,
    'Write one `name: value` a line, or a JSON object.',
  );
