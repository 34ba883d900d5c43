import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import type { Interface, Network } from '../model/network.ts';
import { keyfile, networkFile, tellNetwork } from './network.ts';

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

describe('the network of a device', () => {
  const box = sandboxed((box) => {
    box.putAll({
      '/sys/class/net/eth0/address': `${MAC}\n`,
      '/sys/class/net/eth0/device/vendor': '',
      '/sys/class/net/br0/address': '02:00:00:00:00:01\n',
      '/etc/resolv.conf':
        '# made by\nnameserver\t10.0.2.3\nsearch example.com lan\noptions rotate\n',
      '/etc/network/interfaces':
        'auto eth0\n#iface eth9 inet dhcp\niface eth0 inet dhcp\niface eth1 inet static\n',
      '/etc/network/interfaces.d/more': '  iface wlan0 inet6 dhcp\n',
    });
    box.fake(
      'ip',
      `case $* in
*'-4 addr'*) echo '2: eth0    inet 10.0.2.15/24 scope global eth0' ;;
*'-6 addr'*) echo 'no IPv6' >&2; exit 1 ;;
'-4 route') echo 'default via 10.0.2.2 dev eth0' ;;
'-6 route show default') echo 'default via fe80::2 dev eth0' ;; esac`,
    );
    box.fake(
      'ps',
      `printf '%s\\n' 'vi dhclient.conf' '/sbin/dhclient -1 -v eth0' 'udhcpc -i eth1'`,
    );
  });

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
});

describe('a keyfile of the new system', () => {
  const head = `[connection]\nid=stem-2\ntype=ethernet\nautoconnect-priority=10\n\n[ethernet]\nmac-address=${MAC}\n\n`;

  it('leaves to DHCP what DHCP gave', () => {
    assert.equal(
      keyfile(DYNAMIC, network(), 2),
      `${head}[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=auto\n`,
    );
  });

  it('keeps addresses, routes and name servers that stand fast, each in its family', () => {
    assert.equal(
      keyfile(STATIC, network(), 2),
      `${head}[ipv4]
method=manual
address1=192.168.1.20/24
address2=192.168.1.21/24
gateway=192.168.1.1
route1=10.8.0.0/16,192.168.1.9
route2=172.16.0.0/12
dns=192.168.1.1;9.9.9.9;
dns-search=example.com;lan;

[ipv6]
method=manual
address1=fd00::20/64
gateway=fd00::1
dns=fd00::53;
dns-search=example.com;lan;
`,
    );
  });

  it('has no empty lists, and leaves a family without an address alone', () => {
    const nic = { ...STATIC, addresses: ['192.168.1.20/24'], routes: [] };
    assert.equal(
      keyfile(nic, { interfaces: [nic], dns: [], search: [] }, 2),
      `${head}[ipv4]\nmethod=manual\naddress1=192.168.1.20/24\n\n[ipv6]\nmethod=auto\n`,
    );
  });
});
