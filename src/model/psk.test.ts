import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { portablePsk, pskOf } from './psk.ts';

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength, maxLength })
    .map((array) => Array.from(array, (byte) => String.fromCharCode(byte)).join(''));

describe('the PSK of a passphrase', () => {
  it('is that of the standard', () => {
    assert.equal(
      pskOf('password', 'IEEE'),
      'f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e',
    );
  });

  it("is that of Node's PBKDF2 for any bytes", () => {
    fc.assert(
      fc.property(bytes(8, 63), bytes(1, 32), (phrase, ssid) => {
        const [key, salt] = [Buffer.from(phrase, 'latin1'), Buffer.from(ssid, 'latin1')];
        assert.equal(pskOf(phrase, ssid), pbkdf2Sync(key, salt, 4096, 32, 'sha1').toString('hex'));
      }),
      { numRuns: 8 },
    );
  });

  it('takes the place of a phrase that is not printable ASCII, and of no other', () => {
    const hash = 'F42C6FC52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e';
    assert.equal(portablePsk('  pass; "\\word', 'IEEE'), '  pass; "\\word');
    assert.equal(portablePsk(hash, 'IEEE'), hash);
    for (const odd of ['passw\xf6rd', 'pass\nword', 'password\0'])
      assert.equal(portablePsk(odd, 'IEEE'), pskOf(odd, 'IEEE'));
  });
});
