import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '../../model/bytes.ts';
import { unhide } from '../../model/network.ts';
import { readInterfaces, wpaFilesIn } from './interfaces.ts';

const read = (text: string): ReturnType<typeof readInterfaces> =>
  readInterfaces(text, { source: '/i', isFile: () => true });

describe('/etc/network/interfaces', () => {
  it('has addresses, gateways, names and the MTU of an interface, whatever its stanzas', () => {
    const [nic, ...others] = read(`auto lo eth0
iface lo inet loopback
iface eth0 inet static
  address 192.168.1.20
  netmask 255.255.255.0
  gateway 192.168.1.1
  dns-nameservers 192.168.1.1 nonsense 9.9.9.9
  dns-search example.com lan
  mtu 1400
  hwaddress ether 02:00:00:00:00:01
iface eth0:1 inet static
  address 10.1.0.2/16
iface eth0 inet6 static
  address fd00::2
  netmask 64
  gateway fd00::1
`);
    assert.deepEqual(others, []);
    assert.deepEqual(nic?.ip, {
      addresses: ['192.168.1.20/24', '10.1.0.2/16', 'fd00::2/64'],
      routes: ['192.168.1.1', 'fd00::1'].map((via) => ({
        to: 'default',
        via,
        isOnLink: false,
        isAdvertised: false,
      })),
      dns: ['192.168.1.1', '9.9.9.9'],
      search: ['example.com', 'lan'],
    });
    assert.deepEqual(
      [nic.mtu, nic.mac, nic.kind, nic.isDhcp],
      [1400, '02:00:00:00:00:01', 'ethernet', false],
    );
  });

  it('tells VLANs, bridges, bonds and modems from cables', () => {
    const kinds = read(`iface eth0 inet dhcp
  client me
iface eth0.5 inet dhcp
iface vlan7 inet dhcp
  vlan_raw_device eth1
iface br0 inet dhcp
  bridge_ports eth0
iface bond0 inet dhcp
  bond-slaves eth0 eth1
iface ppp0 inet ppp
  provider dsl
`).map(({ name, kind, vlan, clientId }) => [name, kind, vlan, clientId]);
    assert.deepEqual(kinds, [
      ['eth0', 'ethernet', null, '6d:65'],
      ['eth0.5', 'vlan', { id: 5, parent: 'eth0' }, null],
      ['vlan7', 'vlan', { id: 7, parent: 'eth1' }, null],
      ['br0', 'bridge', null, null],
      ['bond0', 'bond', null, null],
      ['ppp0', 'mobile', null, null],
    ]);
  });
});

describe('the radio networks of /etc/network/interfaces', () => {
  it('are those of wpa-* and wireless-*', () => {
    const radios = read(`iface wlan0 inet dhcp
  wpa-ssid My "own" net
  wpa-psk "pass word 1"
  wpa-scan-ssid 1
  wpa-priority 3
iface wlan1 inet static
  wireless-essid old
  wireless-key s:abcde restricted
iface wlan2 inet dhcp
  wireless-essid free
`).map(({ name, kind, wifi }) => {
      const security = wifi?.security;
      const secret =
        security?.kind === 'psk'
          ? unhide(security.psk).reveal()
          : security?.kind === 'wep'
            ? `${unhide(security.key).reveal()} ${String(security.isShared)}`
            : '';
      return [name, kind, fromHex(wifi?.ssid ?? ''), security?.kind, secret, wifi?.isHidden];
    });
    assert.deepEqual(radios, [
      ['wlan0', 'wifi', 'My "own" net', 'psk', 'pass word 1', true],
      ['wlan1', 'wifi', 'old', 'wep', 'abcde true', false],
      ['wlan2', 'wifi', 'free', 'open', '', false],
    ]);
  });

  it('may be in files of wpa_supplicant, which it names', () => {
    assert.deepEqual(
      wpaFilesIn(
        'iface wlan0 inet dhcp\n wpa-conf "/etc/w.conf"\niface wlan1 inet manual\n wpa-roam /r\n',
      ),
      [
        { name: 'wlan0', path: '/etc/w.conf' },
        { name: 'wlan1', path: '/r' },
      ],
    );
  });
});
