import type { Json } from '../../model/json.ts';
import type { Value } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { hideSecretKeys } from '../config-json/secret-keys.ts';

/** Ansible's connection variables that hold a password, a passphrase or a private key; and a URL that may hold one. */
const SECRET =
  /^ansible_(?:\w+_)?(?:pass|password|passphrase)$|^ansible_(?:ssh_)?private_key$|^stem_proxy$/;

export const isSecretName = (name: string): boolean => SECRET.test(name);

/** A secret's value as it goes into vars: `written` where Python's rules would have made something else of it. */
export function asValue(name: string, value: Json, written: string): Value {
  if (name === 'stem_config') return hideSecretKeys(value) as Value;
  // What was encrypted is a secret already, whatever its name.
  if (!isSecretName(name) || (value as unknown) instanceof Secret) return value;
  return new Secret(typeof value === 'string' ? value : written);
}

/** A line for an error: what follows the name of a secret is left out, wherever its quotes end. */
export const withoutSecrets = (line: string): string =>
  line.replace(
    /((?:ansible_(?!\w*_file\b)\w*(?:pass|private_key)\w*|stem_proxy)["']?[\s=:]).*/s,
    '$1[secret]',
  );
