import type { Json } from '../../model/json.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { isSecretName } from '../../planning/inventory/secret-vars.ts';
import type { OpenVault } from '../../planning/inventory/yaml-vars.ts';
import { isEnvelope } from '../secrets/vault-envelope.ts';
import type { Vault } from '../secrets/vault.ts';

/** The value of `!vault`, a secret. It travels among plain values: nothing but a var may hold one. */
export const openWith =
  (vault: Vault): OpenVault =>
  ({ envelope, line }) =>
    new Secret(vault.open(envelope, line)) as unknown as Json;

/** The text of a file, and whether it was encrypted as a whole. @throws LineProblem where it can't be opened */
export function plainText(
  text: string,
  vault: Vault,
): { readonly text: string; readonly isSecret: boolean } {
  return isEnvelope(text)
    ? { text: vault.open(text, 1), isSecret: true }
    : { text, isSecret: false };
}

/** Who encrypts a file as a whole keeps its texts from everyone; how to reach a device is no secret among them. */
export const secretVars = (vars: Vars): Vars =>
  Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      isOpen(name) ? value : (hideTexts(value) as typeof value),
    ]),
  );

const isOpen = (name: string): boolean =>
  name === 'site' || (/^(?:ansible|stem)_/.test(name) && !isSecretName(name));

function hideTexts(value: unknown): unknown {
  if (typeof value === 'string') return new Secret(value);
  if (value instanceof Secret || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(hideTexts);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hideTexts(each)]));
}
