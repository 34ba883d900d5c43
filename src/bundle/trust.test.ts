import assert from 'node:assert/strict';
import { it } from 'node:test';
import { StemError } from '../model/errors.ts';
import type { BundleSignature } from '../model/manifest.ts';
import { fingerprintOf, type TrustedKey } from './signing-keys.ts';
import { vouchedBy, type Trust } from './trust.ts';

const key = (byte: number, comment = ''): TrustedKey => {
  const publicKey = Buffer.alloc(32, byte).toString('base64');
  return { publicKey, fingerprint: fingerprintOf(publicKey), comment };
};
const ours = key(1, 'release key');
const theirs = key(2);
const by = ({ publicKey }: TrustedKey): { readonly signature: BundleSignature } => ({
  signature: { algorithm: 'ed25519', publicKey, value: '' },
});
const UNSIGNED = { signature: null };

const refusal = (...of: Parameters<typeof vouchedBy>): string => {
  try {
    return vouchedBy(...of);
  } catch (error) {
    assert.ok(error instanceof StemError, String(error));
    assert.equal(error.code, 'BUNDLE_UNTRUSTED');
    return `${error.message}. ${error.hint}`;
  }
};

const trust = (keys: Trust['keys'], isUnsignedAllowed = false): Trust => ({
  keys,
  isUnsignedAllowed,
});

it('a bundle is taken from whom the operator trusts, who is named', () => {
  assert.equal(refusal(by(ours), trust([theirs, ours]), 'b'), 'signed by release key');
  assert.equal(refusal(by(theirs), trust([theirs]), 'b'), `signed by ${theirs.fingerprint}`);
});

it('a bundle of anybody else is refused, and what to do is said', () => {
  assert.match(refusal(UNSIGNED, trust([ours]), 'b'), /^b is not signed\. .*bundle sign b --key/);
  assert.match(refusal(UNSIGNED, trust(null), 'b'), /--allow-unsigned/);
  const stranger = refusal(by(theirs), trust([ours]), 'b');
  assert.ok(stranger.startsWith(`b is signed by ${theirs.fingerprint}, whose`), stranger);
  assert.match(refusal(by(ours), trust(null), 'b'), /nobody said whose.*--bundle-keys FILE/);
});

it('a bundle of anybody else is taken where the operator says so, and told apart', () => {
  assert.equal(refusal(UNSIGNED, trust(null, true), 'b'), 'NOT SIGNED');
  assert.match(refusal(by(theirs), trust([ours], true), 'b'), /NOBODY WHO IS TRUSTED/);
  assert.equal(refusal(by(ours), trust([ours], true), 'b'), 'signed by release key');
});
