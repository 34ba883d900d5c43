import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readWpaSupplicant } from '../facts/network-config/wpa-supplicant.ts';
import { hexOf } from '../model/bytes.ts';
import {
  hide,
  pskSecurity,
  unhide,
  type KnownWifi,
  type Network,
  type WifiSecurity,
} from '../model/network.ts';
import { portablePsk, pskOf } from '../model/psk.ts';
import { masked, reveal } from '../model/secret.ts';
import { isFor, wpaConfig } from './wpa-supplicant.ts';

const MAC = '52:54:00:12:34:56';
const wifi = (security: WifiSecurity, more: Partial<KnownWifi> = {}): KnownWifi => ({
  ssid: hexOf('net'),
  isHidden: false,
  priority: 0,
  macs: [MAC],
  source: '',
  security,
  ...more,
});
const network = (...all: readonly KnownWifi[]): Network => ({
  interfaces: [],
  dns: [],
  search: [],
  wifi: all,
});
const HEAD = 'ctrl_interface=/run/wpa_supplicant\nap_scan=1\npmf=1\n';
const written = (...all: readonly KnownWifi[]): string =>
  reveal(wpaConfig(network(...all), MAC)).slice(HEAD.length);

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength, maxLength })
    .map((array) => Array.from(array, (byte) => String.fromCharCode(byte)).join(''));
const phrases = fc
  .array(fc.constantFrom('"', '#', '\\', '=', ' ', '}', 'P', 'a'), { minLength: 8, maxLength: 63 })
  .map((chars) => chars.join(''));

describe('what wpa_supplicant of the environment gets', () => {
  it('has the networks of this card that can be joined, and hides their secrets', () => {
    const psk = pskSecurity('the passphrase');
    const all = [
      wifi(psk, { isHidden: true, priority: 7 }),
      wifi(psk, { macs: ['52:54:00:00:00:01'] }),
      wifi({ kind: 'unusable', because: 'x' }),
      wifi({ kind: 'open' }, { macs: [] }),
    ];
    assert.equal(
      written(...all),
      'network={\n\tssid=6e6574\n\tscan_ssid=1\n\tpriority=7\n\tkey_mgmt=WPA-PSK WPA-PSK-SHA256\n\tpsk="the passphrase"\n}\nnetwork={\n\tssid=6e6574\n\tkey_mgmt=NONE\n}\n',
    );
    assert.doesNotMatch(masked(wpaConfig(network(...all), MAC)), /passphrase/);
    assert.deepEqual([isFor([], MAC), isFor([MAC], MAC), isFor(['x'], MAC)], [true, true, false]);
  });

  it('is read as what was written, whatever the name and the passphrase', () => {
    fc.assert(
      fc.property(bytes(1, 32), fc.oneof(phrases, bytes(8, 20)), (ssid, phrase) => {
        const text = written(wifi(pskSecurity(phrase), { ssid: hexOf(ssid) }));
        const [read] = readWpaSupplicant(text, { source: '', isFile: () => false });
        assert.equal(read?.wifi?.ssid, hexOf(ssid));
        const { security } = read.wifi;
        assert.ok(security.kind === 'psk', security.kind);
        assert.equal(
          unhide(security.psk).reveal(),
          phrase.includes('"') ? pskOf(phrase, ssid) : portablePsk(phrase, ssid),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('knows WEP, SAE and WPA-Enterprise, with strings in hex', () => {
    assert.match(
      written(wifi({ kind: 'wep', key: hide('abcde'), index: 2, isShared: false })),
      /auth_alg=OPEN\n\twep_tx_keyidx=2\n\twep_key2=6162636465\n/,
    );
    assert.match(written(wifi({ kind: 'sae', password: hide('ab') })), /sae_password=6162\n/);
    const eap = {
      methods: ['PEAP'],
      identity: 'é',
      anonymousIdentity: '',
      password: hide('pw'),
      phase2: 'MSCHAPV2',
      isPhase2Eap: false,
      domainSuffix: '',
      subjectMatch: '',
      keyPassword: null,
      files: [{ use: 'ca_cert' as const, path: '/etc/ca.pem', isThere: true }],
    };
    assert.equal(
      written(wifi({ kind: 'eap', eap })),
      'network={\n\tssid=6e6574\n\tkey_mgmt=WPA-EAP\n\teap=PEAP\n\tidentity=c3a9\n\tpassword=7077\n\tphase2=617574683d4d53434841505632\n' +
        '\tca_cert="/etc/stem/wifi/certs/cert-1.pem"\n}\n',
    );
  });
});
