import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexOf } from '../model/bytes.ts';
import { hide, type Eap, type WifiSecurity } from '../model/network.ts';
import { pskOf } from '../model/psk.ts';
import { reveal } from '../model/secret.ts';
import { fileOf } from './keyfile-text.ts';
import { wepHex, wifiSections } from './keyfile-wifi.ts';

const EAP: Eap = {
  methods: ['TTLS', 'PEAP'],
  identity: 'pilot',
  anonymousIdentity: 'anyone',
  password: hide('p\xff'),
  phase2: 'MSCHAPV2',
  isPhase2Eap: true,
  domainSuffix: 'example.com',
  subjectMatch: '/CN=radius',
  keyPassword: null,
  files: [{ use: 'ca_cert', path: '/etc/ca.pem', isThere: true }],
};
const written = (security: WifiSecurity, ssid = 'net'): string =>
  reveal(
    fileOf(
      wifiSections(
        { ssid: hexOf(ssid), isHidden: false, priority: 0, security },
        { mac: '', mtu: 1400, pathOf: (path) => `/new${path}` },
      ),
    ),
  );
const radio = '[wifi]\nmode=infrastructure\nssid=net\nmtu=1400\n';

describe('the security of a radio network in a keyfile', () => {
  it('is absent where it is open', () => {
    assert.equal(written({ kind: 'open' }), radio);
  });

  it('has WEP keys in hex', () => {
    assert.equal(
      written({ kind: 'wep', key: hide('abcde'), index: 1, isShared: true }),
      `${radio}\n[wifi-security]\nkey-mgmt=none\nauth-alg=shared\nwep-key-type=1\nwep-tx-keyidx=1\nwep-key1=6162636465\n`,
    );
    assert.equal(wepHex('0123456789'), '0123456789');
  });

  it('has a passphrase as it is, and the hash of one that no keyfile could hold', () => {
    assert.match(written({ kind: 'psk', psk: hide('  a;b\\c"') }), /\npsk=\\s\\sa;b\\\\c"\n$/);
    assert.ok(
      written({ kind: 'psk', psk: hide('pass\xffword') }).endsWith(
        `psk=${pskOf('pass\xffword', 'net')}\n`,
      ),
      'it is hashed',
    );
    assert.match(written({ kind: 'sae', password: hide('caf\xc3\xa9') }), /=sae\npsk=café\n$/);
  });

  it('has all of WPA-Enterprise', () => {
    assert.equal(
      written({ kind: 'eap', eap: EAP }),
      `${radio}
[wifi-security]
key-mgmt=wpa-eap

[802-1x]
eap=ttls;peap;
identity=pilot
anonymous-identity=anyone
password-raw=112;255;
phase2-autheap=mschapv2
domain-suffix-match=example.com
subject-match=/CN=radius
ca-cert=/new/etc/ca.pem
`,
    );
    assert.match(
      written({ kind: 'eap', eap: { ...EAP, isPhase2Eap: false, password: hide('p q') } }),
      /\npassword=p q\nphase2-auth=mschapv2\n/,
    );
  });
});
