import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { network } from './network.ts';

const parsed = (stdout: string): unknown =>
  network.parse({ exitCode: 0, stdout, stderr: '', isCut: false });

const NIC = 'nic eth0 52:54:00:AB:1b:7b\n';
const PLAIN = {
  mac: '52:54:00:ab:1b:7b',
  name: 'eth0',
  isDhcp: false,
  addresses: [],
  isAdvertised: false,
  routes: [],
};
const route = (more: object): object => ({
  to: 'default',
  via: null,
  isOnLink: false,
  isAdvertised: false,
  ...more,
});

const CASES: readonly (readonly [string, string, object])[] = [
  [
    'keeps an address, and the routes that do not come with it by themselves',
    `addr 2: eth0    inet 192.0.2.5/24 brd 192.0.2.255 scope global eth0
route 192.0.2.0/24 dev eth0  proto kernel  scope link  src 192.0.2.5
route default via 192.0.2.1 dev eth0
route 198.51.100.0/24 dev eth0  scope link
route default via 203.0.113.1 dev eth0 onlink
`,
    {
      addresses: ['192.0.2.5/24'],
      routes: [
        route({ via: '192.0.2.1' }),
        route({ to: '198.51.100.0/24' }),
        route({ via: '203.0.113.1', isOnLink: true }),
      ],
    },
  ],
  [
    'keeps the last address of DHCP',
    `addr 2: eth0    inet 10.0.2.15/24 brd 10.0.2.255 scope global dynamic eth0\\       valid_lft 85695sec
client dhclient -1 -v -pf /run/dhclient.eth0.pid eth0
`,
    { addresses: ['10.0.2.15/24'], isDhcp: true },
  ],
  [
    'leaves what came with a lease to the lease, where the client says so, but its default route',
    `addr 2: eth0    inet 10.0.2.15/24 scope global dynamic eth0
route default via 10.0.2.2 dev eth0 proto dhcp metric 202
route 10.0.2.0/24 dev eth0 proto dhcp scope link metric 202
route 198.51.100.0/24 dev eth0 scope link
client dhcpcd eth0
`,
    {
      addresses: ['10.0.2.15/24'],
      isDhcp: true,
      routes: [
        route({ via: '10.0.2.2', metric: 202 }),
        route({ to: '10.0.2.0/24', isAdvertised: true }),
        route({ to: '198.51.100.0/24' }),
      ],
    },
  ],
  ['knows DHCP by the configuration where no client runs', 'dhcp eth0\n', { isDhcp: true }],
  [
    'leaves what a router advertises to the router',
    `addr 2: eth0    inet6 2001:db8::5054:ff:feab:1b7b/64 scope global dynamic \\       valid_lft 86389sec
addr 2: eth0    inet6 2001:db8::beef/64 scope global temporary dynamic \\       valid_lft 86389sec
addr 2: eth0    inet6 2001:db8:1::5/64 scope global \\       valid_lft forever
route6 default via fe80::2 dev eth0  proto ra  metric 1024  expires 1706sec
`,
    {
      addresses: ['2001:db8:1::5/64'],
      isAdvertised: true,
      routes: [route({ via: 'fe80::2', isAdvertised: true })],
    },
  ],
  [
    'gives lengths to addresses that ip leaves without one, and keeps a peer and metrics',
    `addr 2: eth0    inet 192.0.2.5 peer 192.0.2.1/32 scope global eth0
route default via 192.0.2.1 dev eth0  metric 100
route 203.0.113.7 via 192.0.2.1 dev eth0
`,
    {
      addresses: ['192.0.2.5/32'],
      routes: [
        route({ to: '192.0.2.1/32', via: null }),
        route({ via: '192.0.2.1', metric: 100 }),
        route({ to: '203.0.113.7/32', via: '192.0.2.1' }),
      ],
    },
  ],
  [
    'takes a client of IPv6 for no lease of IPv4',
    'addr 2: eth0    inet 192.0.2.5/24 scope global eth0\nclient dhclient -6 -nw eth0\n',
    { addresses: ['192.0.2.5/24'] },
  ],
  [
    'does not mix up interfaces',
    `addr 3: eth01    inet 192.0.2.6/24 scope global eth01
route default via 192.0.2.1 dev eth01
client dhclient eth01
`,
    {},
  ],
];

describe('radios and VLANs', () => {
  it('are told apart from cables; the first name of a radio network counts', () => {
    assert.deepEqual(
      parsed(
        `nic eth0 52:54:00:AB:1b:7b
mtu eth0 1400
nic wlan0 52:54:00:00:00:09
mtu wlan0 1500
wifi wlan0
ssid wlan0 caf\\xc3\\xa9  x
ssid wlan0 other
vlan eth0.5 5 eth0
vlan br0.6 6 br0
mtu eth0.5 1400
addr 9: eth0.5@eth0    inet 192.0.2.5/24 scope global eth0.5
`,
      ),
      {
        interfaces: [
          { ...PLAIN, mtu: 1400 },
          {
            ...PLAIN,
            name: 'wlan0',
            mac: '52:54:00:00:00:09',
            kind: 'wifi',
            ssid: '636166c3a9202078',
          },
          {
            ...PLAIN,
            name: 'eth0.5',
            mtu: 1400,
            addresses: ['192.0.2.5/24'],
            kind: 'vlan',
            vlan: 5,
          },
        ],
        dns: [],
        search: [],
      },
    );
  });
});

describe('the network of a device', () => {
  it('is empty where nothing is said', () => {
    assert.deepEqual(parsed(''), { interfaces: [], dns: [], search: [] });
  });

  for (const [name, text, nic] of CASES)
    it(name, () => {
      assert.deepEqual(parsed(NIC + text), {
        interfaces: [{ ...PLAIN, ...nic }],
        dns: [],
        search: [],
      });
    });

  it('has name servers in their order, and search domains', () => {
    assert.deepEqual(
      parsed('nameserver 192.0.2.53\nsearch example.com  example.org\nnameserver 2001:db8::53\n'),
      {
        interfaces: [],
        dns: ['192.0.2.53', '2001:db8::53'],
        search: ['example.com', 'example.org'],
      },
    );
  });
});
