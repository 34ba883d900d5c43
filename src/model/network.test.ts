import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientIdOf, hide, pskSecurity, routeTo, unhide, wepSecurity } from './network.ts';

describe('a secret of a network', () => {
  it('never becomes JSON', () => {
    const hidden = hide('the passphrase');
    assert.equal(JSON.stringify({ hidden }), '{"hidden":"[secret]"}');
    assert.equal(unhide(hidden).reveal(), 'the passphrase');
    assert.throws(() => unhide('[secret]' as never), TypeError);
  });
});

describe('what a key is good for', () => {
  it('is decided by its length', () => {
    const kinds = (...psks: readonly string[]): readonly string[] =>
      psks.map((psk) => pskSecurity(psk).kind);
    assert.deepEqual(kinds('x'.repeat(8), 'x'.repeat(63), 'A'.repeat(64)), ['psk', 'psk', 'psk']);
    assert.deepEqual(kinds('x'.repeat(7), 'x'.repeat(64), ''), Array(3).fill('unusable'));
    assert.equal(wepSecurity('abcde', 7).kind, 'wep');
    assert.equal(wepSecurity('0'.repeat(26), 0).kind, 'wep');
    assert.equal(wepSecurity('0'.repeat(12), 0).kind, 'unusable');
  });
});

it('identifiers are bytes with colons, and routes of files are plain', () => {
  assert.equal(clientIdOf('\x01R'), '01:52');
  assert.deepEqual(routeTo('default', '::1'), {
    to: 'default',
    via: '::1',
    isOnLink: false,
    isAdvertised: false,
  });
});
