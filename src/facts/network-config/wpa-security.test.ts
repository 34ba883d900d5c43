import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Eap } from '../../model/network.ts';
import { securityOf, unusable } from './wpa-security.ts';

const of = (fields: Readonly<Record<string, string>>, files: readonly string[] = []): unknown => {
  const security = securityOf(new Map(Object.entries(fields)), (path) => files.includes(path));
  return security.kind === 'unusable' ? security.because : security.kind;
};
const PEAP = { key_mgmt: 'WPA-EAP', eap: 'peap', identity: 'pc', password: 'pw' };

describe('the security of a radio network', () => {
  it('is the strongest that has all it needs', () => {
    assert.equal(of({ psk: 'x'.repeat(8) }), 'psk');
    assert.equal(of({ key_mgmt: 'SAE', psk: 'x' }), 'sae');
    assert.equal(of({ key_mgmt: 'WPA-PSK SAE', psk: 'x'.repeat(8) }), 'psk');
    assert.equal(of({ key_mgmt: 'NONE' }), 'open');
    assert.equal(of({ key_mgmt: 'NONE', wep_key1: 'abcde', wep_tx_keyidx: '1' }), 'wep');
    assert.equal(of({}), 'its passphrase is not in the file');
    assert.equal(of({ key_mgmt: 'IEEE8021X' }), '802.1X with WEP keys is not carried over');
    assert.deepEqual(unusable('x'), { kind: 'unusable', because: 'x' });
  });

  it('is WPA-Enterprise where its files are, and its secrets in the file', () => {
    assert.equal(of(PEAP), 'eap');
    assert.equal(of({ ...PEAP, ca_cert: '/ca' }), 'the file /ca is missing');
    assert.equal(of({ ...PEAP, ca_cert: 'file:///ca' }, ['/ca']), 'eap');
    assert.equal(of({ ...PEAP, eap: 'LEAP' }), 'EAP LEAP is not carried over');
    assert.equal(of({ ...PEAP, identity: '' }), 'it names no identity');
    assert.equal(of({ ...PEAP, password: 'hash:00' }), 'its password is there as a hash alone');
    const { password, ...without } = PEAP;
    assert.equal(password, 'pw');
    assert.equal(of(without), 'its password is not in the file');
    assert.equal(of({ ...PEAP, eap: 'TLS' }), 'it names no private key');
    assert.equal(of({ ...PEAP, eap: 'TLS', private_key: '/k' }, ['/k']), 'eap');
  });

  it('knows the inner method', () => {
    const inner = (phase2: string, eap = 'PEAP'): unknown => {
      const fields = Object.entries({ ...PEAP, eap, phase2 });
      const security = securityOf(new Map(fields), () => true);
      const read = (security as { eap: Eap }).eap;
      return [read.phase2, read.isPhase2Eap];
    };
    assert.deepEqual(inner('auth=mschapv2'), ['MSCHAPV2', false]);
    assert.deepEqual(inner('autheap=GTC'), ['GTC', true]);
    assert.deepEqual(inner('auth=EAP-MSCHAPV2'), ['MSCHAPV2', true]);
    // NetworkManager wants one; a server that asks for another would not have let this device in.
    assert.deepEqual(inner(''), ['MSCHAPV2', false]);
    assert.deepEqual(inner('', 'TTLS'), ['MSCHAPV2', true]);
    assert.deepEqual(inner('', 'PWD'), ['', false]);
    assert.equal(of({ ...PEAP, phase2: 'auth=TLS' }), 'TLS inside of EAP is not carried over');
  });
});
