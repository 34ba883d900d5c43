import type { Secret } from '../../model/secret.ts';
import { LineProblem } from '../../planning/inventory/problem.ts';
import {
  EnvelopeProblem,
  labelOf,
  openEnvelope,
  readEnvelope,
  type Envelope,
} from './vault-envelope.ts';

/** One password of `--vault-password-file`, `--vault-id` or a prompt. */
export interface VaultPassword {
  readonly label: string;
  readonly password: Secret;
}

/** Opens what `ansible-vault` encrypted. */
export interface Vault {
  /** The text inside. @throws LineProblem with the line where it stands */
  readonly open: (envelope: string, line: number) => string;
}

/** As Ansible: the password with the envelope's own label is tried first, then all others. */
export const createVault = (passwords: readonly VaultPassword[]): Vault => ({
  open: (text, line) => {
    try {
      if (passwords.length === 0)
        throw withoutPassword(labelOf(text.split('\n', 1)[0] ?? ''), line);
      return decrypted(readEnvelope(text), passwords, line).toString('utf8');
    } catch (error) {
      if (!(error instanceof EnvelopeProblem)) throw error;
      throw new LineProblem(
        `it was encrypted with ansible-vault, and can't be opened: ${error.message}`,
        'Encrypt it again with `ansible-vault`.',
        line,
      );
    }
  },
});

export const CLOSED_VAULT: Vault = createVault([]);

const named = (label: string | null): string =>
  label === null ? '' : ` under the name "${label}"`;

function withoutPassword(label: string | null, line: number): LineProblem {
  const byLabel = label === null ? '' : `, \`--vault-id ${label}@FILE\``;
  return new LineProblem(
    `it is encrypted with ansible-vault${named(label)}, and no vault password was given`,
    `Give one: \`--vault-password-file FILE\`${byLabel} or \`--ask-vault-pass\`.`,
    line,
  );
}

function decrypted(envelope: Envelope, passwords: readonly VaultPassword[], line: number): Buffer {
  const { label } = envelope;
  const own = passwords.filter((each) => each.label === label);
  for (const { password } of [...own, ...passwords.filter((each) => !own.includes(each))]) {
    const inside = openEnvelope(envelope, password);
    if (inside !== null) return inside;
  }
  const which =
    passwords.length === 1
      ? 'the vault password is another one'
      : 'none of the vault passwords opens it';
  throw new LineProblem(
    `it is encrypted with ansible-vault${named(label)}, and ${which}`,
    'Try `ansible-vault view` with the same password.',
    line,
  );
}
