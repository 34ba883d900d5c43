import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromHex } from '../../model/bytes.ts';
import { unhide } from '../../model/network.ts';
import { readWpaSupplicant, wifiOf } from './wpa-supplicant.ts';

const TEXT = `ctrl_interface=DIR=/var/run/wpa_supplicant GROUP=netdev
country=DE
network={
	ssid="first # net"   # a comment
	psk="a "quoted" phrase"
	priority=5
	scan_ssid=1
	id_str="home"
}
network={
	ssid=ff00
	psk=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
}
 network={
	ssid=P"caf\\xc3\\xa9"
	key_mgmt=NONE
}
network={
	ssid="off"
	disabled=1
	key_mgmt=NONE
}
network={
	ssid="adhoc"
	mode=1
	key_mgmt=NONE
}
network={
	ssid="wep"
	key_mgmt=NONE
	wep_key0=0102030405
	#psk="no"
}
network={
	ssid="corp"
	key_mgmt=WPA-EAP
	eap=TTLS
	identity="pc"
	password=hash:00
	broken
}
network={
	ssid="name without a key"
`;
const read = (text: string): readonly string[] =>
  readWpaSupplicant(text, { source: '/w', name: 'wlan0', isFile: () => false }).map(({ wifi }) => {
    const security = wifi?.security;
    const secret = security?.kind === 'psk' ? unhide(security.psk).reveal() : '';
    const ssid = JSON.stringify(fromHex(wifi?.ssid ?? ''));
    return `${ssid} ${String(wifi?.priority)} ${String(wifi?.isHidden)} ${security?.kind ?? ''} ${secret}`.trim();
  });

describe('wpa_supplicant.conf', () => {
  it('has all networks that one could join, with names and phrases of any bytes', () => {
    assert.deepEqual(read(TEXT), [
      '"first # net" 5 true psk a "quoted" phrase',
      '"ÿ\\u0000" 0 false psk 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      '"cafÃ©" 0 false open',
      '"wep" 0 false wep',
      '"corp" 0 false unusable',
      '"name without a key" 0 false unusable',
    ]);
  });

  it('is for the interface that it is named for, and says nothing of DHCP', () => {
    const [one] = readWpaSupplicant(TEXT, { source: '/w', name: 'wlan0', isFile: () => false });
    assert.deepEqual(
      [one?.name, one?.isDhcp, one?.kind, one?.source],
      ['wlan0', false, 'wifi', '/w'],
    );
  });

  it('reads anything without an error', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('network={\n', 'ssid="', '}', '\n', '"', 'psk=', '#', '\\', 'P"', '='),
        ),
        (parts) => {
          for (const line of read(parts.join(''))) assert.match(line, /^"/);
        },
      ),
    );
  });

  it('knows no name of more than 32 bytes', () => {
    const wifi = wifiOf(new Map([['ssid', 'x'.repeat(33)]]), () => false);
    assert.equal(wifi?.security.kind, 'unusable');
    assert.equal(
      wifiOf(new Map(), () => false),
      null,
    );
  });
});
