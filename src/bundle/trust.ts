import { StemError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { fingerprintOf, type TrustedKey } from './signing-keys.ts';

/** Whom bundles are taken from. */
export interface Trust {
  /** Null where nobody said. */
  readonly keys: readonly TrustedKey[] | null;
  /** Takes any. */
  readonly isUnsignedAllowed: boolean;
}

/**
 * Who vouches for a bundle, as a part of a sentence. The signature itself was compared when the bundle was read. `file` names the bundle.
 * @throws StemError BUNDLE_UNTRUSTED
 */
export function vouchedBy(
  { signature }: Pick<Manifest, 'signature'>,
  { keys, isUnsignedAllowed }: Trust,
  file: string,
): string {
  const known = keys?.find(({ publicKey }) => publicKey === signature?.publicKey);
  if (known !== undefined) return `signed by ${known.comment || known.fingerprint}`;
  if (isUnsignedAllowed)
    return signature === null ? 'NOT SIGNED' : 'signed by NOBODY WHO IS TRUSTED';
  if (signature === null)
    throw untrusted(
      `${file} is not signed`,
      `Sign it: \`stem-remote bundle sign ${file} --key KEY\`. Or take it as it is: --allow-unsigned, or stem_allow_unsigned=True in the inventory.`,
    );
  const signer = fingerprintOf(signature.publicKey);
  throw keys === null
    ? untrusted(
        `${file} is signed by ${signer}, and nobody said whose signatures count`,
        'Name the file of public keys: `--bundle-keys FILE`, or the var stem_bundle_keys.',
      )
    : untrusted(
        `${file} is signed by ${signer}, whose signatures do not count here`,
        'Take the bundle from where it is made, or add its public key to the file of stem_bundle_keys.',
      );
}

const untrusted = (message: string, hint: string): StemError =>
  new StemError(message, { code: 'BUNDLE_UNTRUSTED', hint });
