import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { BundleSignature, Manifest } from '../model/manifest.ts';
import { manifestText } from './layout.ts';

/** The signature means this and nothing else, wherever the key is used as well. */
const PURPOSE = 'stem-remote bundle manifest 1\n';

/** What is signed: the manifest as a bundle without signature has it. It vouches for every member by its sha256. */
const signedText = (manifest: Manifest): Buffer =>
  Buffer.concat([Buffer.from(PURPOSE), manifestText({ ...manifest, signature: null })]);

/** The manifest with a signature in the place of the one that it may have. `key` is a private key of ed25519. */
export const signed = (manifest: Manifest, key: KeyObject): Manifest => ({
  ...manifest,
  signature: {
    algorithm: 'ed25519',
    publicKey: rawPublicKey(createPublicKey(key)),
    value: sign(null, signedText(manifest), key).toString('base64'),
  },
});

/** Whether the signature of a manifest is one, by the key that it names. Whom that key belongs to is another matter. */
export const isGenuine = (manifest: Manifest, { publicKey, value }: BundleSignature): boolean =>
  verify(null, signedText(manifest), keyObject(publicKey), Buffer.from(value, 'base64'));

/** The 32 bytes of a public key, in base64. */
export const rawPublicKey = (key: KeyObject): string =>
  Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url').toString('base64');

const keyObject = (publicKey: string): KeyObject =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') },
  });
