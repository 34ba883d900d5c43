import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';
import { bytesOf, hexOf } from '../../../model/bytes.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('the card of the uplink', () => {
  it("blocks where the MAC of the uplink is not the card's own: the new system would not find it", () => {
    const set = (card: string) => ({ edit: (text: string) => `${text}set ${card}\n` });
    assert.equal(verdict('P28', set('eth0')), "block: The MAC of eth0 is not the card's own.");
    assert.match(verdict('P28', set('eth7')), /^ok: /);
  });
});

describe('P28', () => {
  const UPLINKS: readonly (readonly [kind: string, link: string])[] = [
    ['ppp', 'ppp0'],
    ['vpn', 'tun0'],
    ['bond', 'bond0'],
    ['vlan', 'eth0.5'],
    ['bridge', 'br0'],
    ['modem', 'wwan0'],
  ];
  for (const [kind, name] of UPLINKS)
    it(`blocks on a default route by ${kind}`, () => {
      const edit = (text: string): string =>
        `link ${name} ${kind} \n${text}`
          .replace('dev eth0', `dev ${name}`)
          .replace(/connection.*\n/, '');
      assert.equal(
        verdict('P28', { edit }),
        `block: The way to this device goes over ${name} (${kind}).`,
      );
    });

  it('blocks where this very connection comes by a VPN', () => {
    const edit = (text: string): string =>
      `link tun0 vpn \naddr tun0 10.8.0.6/24\n${text}`.replace(
        '10.0.2.15 22',
        '::ffff:10.8.0.6 22',
      );
    assert.equal(verdict('P28', { edit }), 'block: The way to this device goes over tun0 (vpn).');
  });

  it('warns of what is not carried over, and names it', () => {
    assert.equal(
      verdict('P28', {
        edit: (text) => `link eth0.5 vlan \naddr eth0.5@eth0 10.9.0.1/24\n${text}`,
      }),
      'warn: The uplink is wired; not carried over: eth0.5@eth0 (vlan).',
    );
    assert.equal(
      verdict('P28', {
        edit: (text) =>
          `link tun3 vpn\naddr tun3 10.8.0.1/24\n${text}source NetworkManager-wifi\nsource NetworkManager-gsm\nsource /etc/openvpn/office.conf\n`,
      }),
      'warn: The uplink is wired; not carried over: tun3 (vpn), NetworkManager-gsm and /etc/openvpn/office.conf.',
    );
  });

  it("does not mind the customer's own bridges", () => {
    assert.equal(
      judge('P28', { edit: (text) => `link docker0 bridge \naddr docker0 172.17.0.1/16\n${text}` })
        .level,
      'ok',
    );
    assert.equal(
      verdict('P28', { edit: put(/connection.*\n/, '') }),
      'ok: The uplink is eth0 (wired).',
    );
    assert.equal(verdict('P28', { edit: nothing }), 'block: The device has no default route.');
    assert.equal(
      verdict('P28', { edit: put('link eth0 wired\n', '') }),
      'block: The way to this device goes over eth0 (unknown).',
    );
  });
});

describe('P28 of a radio', () => {
  const wpa = (text: string): string =>
    `file wpa ${hexOf('/etc/w.conf')} ${hexOf(bytesOf(`network={\nssid="office"\n${text}\n}\n`))}\n`;
  const radio =
    (files: string) =>
    (text: string): string =>
      `link wlan0 wifi ath9k\n${text.replaceAll('eth0', 'wlan0').replace('link wlan0 wired\n', '')}--\nnic wlan0 52:54:00:00:00:09\nwifi wlan0\nssid wlan0 office\naddr 3: wlan0 inet 10.0.2.15/24 scope global wlan0\n--\n${files}`;
  const GOOD = wpa('psk="the passphrase"');

  it('is fine where its network, its driver and its firmware are carried over', () => {
    assert.equal(
      verdict('P28', { edit: radio(GOOD), vars: { env_wifi_drivers: ['ath9k'] } }),
      'ok: The uplink is wlan0 (wifi), and so is this connection.',
    );
  });

  it('blocks where the environment lacks its driver or firmware, and warns where nobody knows', () => {
    assert.equal(
      verdict('P28', { edit: radio(GOOD), vars: { env_wifi_drivers: ['iwlwifi'] } }),
      'block: The environment has no driver or no firmware for wlan0 (ath9k).',
    );
    assert.equal(
      verdict('P28', { edit: radio(GOOD) }),
      'warn: The uplink is wlan0 (wifi); whether the environment has driver and firmware of wlan0 (ath9k) is not known.',
    );
  });

  it('blocks where no file says how it joins, and says what is missing', () => {
    const one = judge('P28', { edit: radio('') });
    assert.equal(
      one.says,
      'The way to this device goes over wlan0 (wifi): no file says how it joins "office".',
    );
    assert.match(one.hint ?? '', /wpa_supplicant\.conf/);
    assert.equal(
      verdict('P28', {
        edit: radio(wpa('key_mgmt=WPA-EAP\neap=TLS\nidentity="x"\nprivate_key="/k.p12"')),
      }),
      'block: The way to this device goes over wlan0 (wifi): "office" of /etc/w.conf: the file /k.p12 is missing.',
    );
  });
});
