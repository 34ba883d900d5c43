import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { it } from 'node:test';
import { rawPublicKey } from './signature.ts';

it('a public key is its 32 bytes, the last of what X.509 says of it', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  assert.equal(rawPublicKey(publicKey), raw);
  assert.equal(rawPublicKey(createPublicKey(privateKey)), raw);
});
