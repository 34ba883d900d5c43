import { Secret } from '../../model/secret.ts';

/** Keys of config.json whose value lets somebody act as the device, or as the one who owns it. `sshKeys` are public. */
const SECRET_KEY = /(?:key|token|secret|password|passwd|passphrase|psk)$/i;

/** The text of each secret key becomes a Secret, however deep it lies. The rest is a copy. */
export function hideSecretKeys(value: unknown): unknown {
  if (value instanceof Secret || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(hideSecretKeys);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      SECRET_KEY.test(key) && (typeof each === 'string' || typeof each === 'number')
        ? new Secret(String(each))
        : hideSecretKeys(each),
    ]),
  );
}

/** Whether a secret key has its value in the open. */
export function hasOpenSecret(value: unknown): boolean {
  if (value instanceof Secret || typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, each]) => (SECRET_KEY.test(key) && isGiven(each)) || hasOpenSecret(each),
  );
}

const isGiven = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && !/^\{\{.*\}\}$/s.test(value));
