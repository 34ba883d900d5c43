import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import type { Interface, Network } from '../model/network.ts';
import { networkFile, radiosOf, tellNetwork } from './network.ts';

const MAC = '52:54:00:12:34:56';
const DYNAMIC: Interface = {
  isAdvertised: false,
  mac: MAC,
  name: 'eth0',
  isDhcp: true,
  addresses: ['10.0.2.15/24'],
  routes: [{ to: 'default', via: '10.0.2.2', isOnLink: false, isAdvertised: false }],
};
const STATIC: Interface = {
  isAdvertised: false,
  mac: MAC,
  name: 'eth1',
  isDhcp: false,
  addresses: ['192.168.1.20/24', '192.168.1.21/24', 'fd00::20/64'],
  routes: [
    { to: '10.8.0.0/16', via: '192.168.1.9', isOnLink: false, isAdvertised: false },
    { to: 'default', via: '192.168.1.1', isOnLink: true, isAdvertised: false },
    { to: '172.16.0.0/12', via: null, isOnLink: false, isAdvertised: false },
    { to: 'default', via: 'fe80::9', isOnLink: false, isAdvertised: true },
    { to: 'default', via: 'fd00::1', isOnLink: false, isAdvertised: false },
  ],
};
const network = (...interfaces: readonly Interface[]): Network => ({
  interfaces,
  dns: ['192.168.1.1', 'fd00::53', '9.9.9.9'],
  search: ['example.com', 'lan'],
});

const prepare = (box: Sandbox): void => {
  box.putAll({
    '/sys/class/net/eth0/address': `${MAC}\n`,
    '/sys/class/net/eth0/device/vendor': '',
    '/sys/class/net/br0/address': '02:00:00:00:00:01\n',
    '/etc/resolv.conf': '# made by\nnameserver\t10.0.2.3\nsearch example.com lan\noptions rotate\n',
    '/etc/network/interfaces':
      'source @/etc/network/more/*\nauto eth0\n#iface eth9 inet dhcp\niface eth0 inet dhcp\niface eth1 inet static\niface eth1 inet6 dhcp\n',
    '/etc/network/more/a': '  iface wlan0 inet dhcp\n',
    '/etc/network/interfaces.d/unread': 'iface eth8 inet dhcp\n',
  });
  box.fake(
    'ip',
    `case $* in
*'-4 addr'*) echo '2: eth0    inet 10.0.2.15/24 scope global eth0' ;;
*'-6 addr'*) echo 'no IPv6' >&2; exit 1 ;;
'-4 route') echo 'default via 10.0.2.2 dev eth0' ;;
'-6 route show default') echo 'default via fe80::2 dev eth0' ;; esac`,
  );
  box.fake('ps', `printf '%s\\n' 'vi dhclient.conf' '/sbin/dhclient -1 -v eth0' 'udhcpc -i eth1'`);
};

describe('the network of a device', () => {
  const box = sandboxed(prepare);

  it('is told a line a thing: of physical interfaces, and of clients by their program', () => {
    assert.equal(
      box().prints(tellNetwork()),
      `nic eth0 ${MAC}
addr 2: eth0    inet 10.0.2.15/24 scope global eth0
route default via 10.0.2.2 dev eth0
route6 default via fe80::2 dev eth0
nameserver 10.0.2.3
search example.com lan
client /sbin/dhclient -1 -v eth0
client udhcpc -i eth1
dhcp eth0
dhcp wlan0
`,
    );
  });

  it('has the MTU, the VLANs, and the name of the radio network by whatever program is there', () => {
    box().putAll({
      '/sys/class/net/eth0/mtu': '1400\n',
      '/sys/class/net/wlan0/address': '52:54:00:00:00:09\n',
      '/sys/class/net/wlan0/device/vendor': '',
      '/sys/class/net/wlan0/phy80211/index': '0\n',
      '/proc/net/vlan/config':
        'VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\neth0.5         | 5  | eth0\n',
    });
    box().fake('wpa_cli', `printf 'bssid=02:00:00:00:00:01\\nssid=caf\\\\xc3\\\\xa9\\nid=0\\n'`);
    box().fake('iw', `printf 'Connected to 02\\n\\tSSID: other\\n'`);
    box().fake('iwgetid', `printf '%s\\n' 'a\\b'`);
    const told = box().prints(tellNetwork());
    for (const line of [
      'mtu eth0 1400',
      'wifi wlan0',
      'ssid wlan0 caf\\xc3\\xa9',
      'ssid wlan0 other',
      'ssid wlan0 a\\\\b',
      'vlan eth0.5 5 eth0',
    ])
      assert.ok(told.includes(`\n${line}\n`), `${line} in\n${told}`);
  });
});

describe("the environment's network file", () => {
  it('has a directive a line, by MAC', () => {
    assert.equal(
      networkFile('web-1', network(DYNAMIC, { ...STATIC, mac: '52:54:00:00:00:02' })),
      `hostname web-1
iface ${MAC} dhcp
address ${MAC} 10.0.2.15/24
route ${MAC} default via 10.0.2.2
address 52:54:00:00:00:02 192.168.1.20/24
address 52:54:00:00:00:02 192.168.1.21/24
address 52:54:00:00:00:02 fd00::20/64
route 52:54:00:00:00:02 10.8.0.0/16 via 192.168.1.9
route 52:54:00:00:00:02 default via 192.168.1.1 onlink
route 52:54:00:00:00:02 172.16.0.0/12 link
route 52:54:00:00:00:02 default via fd00::1
dns 192.168.1.1
dns fd00::53
dns 9.9.9.9
search example.com
search lan
`,
    );
    assert.equal(networkFile('web-1', { interfaces: [], dns: [], search: [] }), 'hostname web-1\n');
  });

  it('says which cards are radios, and leaves out what the environment does not bring up', () => {
    const radio = { ...DYNAMIC, kind: 'wifi', mtu: 1400, clientId: '01:52' } as const;
    const down = { ...STATIC, isDown: true } as const;
    const vlan = { ...STATIC, kind: 'vlan', vlan: 5 } as const;
    const silent = { ...radio, isDhcp: false, addresses: [], routes: [] };
    const all = { interfaces: [radio, down, vlan], dns: [], search: [] };
    assert.equal(
      networkFile('web-1', all),
      `hostname web-1
wifi ${MAC}
mtu ${MAC} 1400
iface ${MAC} dhcp 01:52
address ${MAC} 10.0.2.15/24
route ${MAC} default via 10.0.2.2
`,
    );
    assert.deepEqual(radiosOf(all), [MAC]);
    assert.deepEqual(radiosOf({ ...all, interfaces: [silent, DYNAMIC] }), []);
  });
});
