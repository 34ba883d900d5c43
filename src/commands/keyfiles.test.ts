import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hide, routeTo, type Interface, type KnownWifi, type Network } from '../model/network.ts';
import { masked, reveal } from '../model/secret.ts';
import { keyfilesOf } from './keyfiles.ts';

const MAC = '52:54:00:12:34:56';
const NIC: Interface = {
  mac: MAC,
  name: 'eth0',
  isDhcp: true,
  isAdvertised: false,
  addresses: ['10.0.2.15/24'],
  routes: [routeTo('default', '10.0.2.2')],
};
const STATIC: Interface = {
  ...NIC,
  isDhcp: false,
  addresses: ['192.168.1.20/24', '192.168.1.21/24', 'fd00::20/64'],
  routes: [
    { ...routeTo('10.8.0.0/16', '192.168.1.9'), isOnLink: true },
    { ...routeTo('default', '192.168.1.1'), isOnLink: true },
    routeTo('172.16.0.0/12', null),
    { ...routeTo('default', 'fe80::9'), isAdvertised: true },
    routeTo('default', 'fd00::1'),
  ],
};
const OFFICE: KnownWifi = {
  ssid: '6f6666696365',
  isHidden: true,
  priority: 5,
  macs: ['52:54:00:00:00:09'],
  source: '/etc/x',
  security: { kind: 'psk', psk: hide('the passphrase') },
};
const network = (interfaces: readonly Interface[], more: Partial<Network> = {}): Network => ({
  interfaces,
  dns: ['192.168.1.1', 'fd00::53', '9.9.9.9'],
  search: ['example.com', 'lan'],
  ...more,
});
const written = (of: Network): readonly string[] =>
  keyfilesOf(of, '/certs').map(({ content }) => reveal(content));
const head = `[connection]\nid=stem-1\ntype=ethernet\nautoconnect-priority=10\n\n[ethernet]\nmac-address=${MAC}\n`;
const AUTO = '\n[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=auto\n';

describe('the keyfiles of cables', () => {
  it('leave to DHCP what DHCP gave, but for what the client calls itself', () => {
    assert.deepEqual(written(network([NIC])), [`${head}${AUTO}`]);
    assert.deepEqual(written(network([{ ...NIC, mtu: 1400, clientId: '01:52' }])), [
      `${head}mtu=1400\n\n[ipv4]\nmethod=auto\ndhcp-client-id=01:52\n\n[ipv6]\nmethod=auto\n`,
    ]);
  });

  it('keep addresses, routes and name servers that stand fast, each in its family', () => {
    assert.deepEqual(written(network([STATIC])), [
      `${head}
[ipv4]
method=manual
address1=192.168.1.20/24
address2=192.168.1.21/24
gateway=192.168.1.1
route1=10.8.0.0/16,192.168.1.9
route1_options=onlink=true
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
    ]);
  });

  it('have no empty lists, leave a family without an address alone, and a card that has nothing out', () => {
    const nic = { ...STATIC, addresses: ['192.168.1.20/24'], routes: [routeTo('default', null)] };
    const idle = { ...NIC, isDhcp: false, addresses: [] };
    assert.deepEqual(written({ interfaces: [idle, nic], dns: [], search: [] }), [
      `${head}\n[ipv4]\nmethod=manual\naddress1=192.168.1.20/24\nroute1=0.0.0.0/1\nroute2=128.0.0.0/1\n\n[ipv6]\nmethod=auto\n`,
    ]);
  });

  it('know a VLAN by the card below', () => {
    assert.deepEqual(written(network([{ ...NIC, name: 'eth0.5', kind: 'vlan', vlan: 5 }])), [
      `[connection]\nid=stem-1\ntype=vlan\ninterface-name=eth0.5\nautoconnect-priority=10\n\n[vlan]\nid=5\n\n[ethernet]\nmac-address=${MAC}\n${AUTO}`,
    ]);
  });
});

describe('the keyfiles of radio networks', () => {
  const card: Interface = { ...NIC, kind: 'wifi', mac: '52:54:00:00:00:09', name: 'wlan0' };

  it('are one for each network and card, with names for any file system', () => {
    const files = keyfilesOf(
      network([NIC, card], {
        wifi: [
          { ...OFFICE, security: { kind: 'unusable', because: 'x' } },
          OFFICE,
          { ...OFFICE, macs: [MAC, '52:54:00:00:00:08'] },
        ],
      }),
      '/certs',
    );
    assert.deepEqual(
      files.map(({ name, mode }) => `${name} ${mode.toString(8)}`),
      ['stem-1', 'stem-wifi-1', 'stem-wifi-2', 'stem-wifi-3'].map(
        (stem) => `${stem}.nmconnection 600`,
      ),
    );
    assert.ok(!masked(files[1]?.content ?? []).includes('passphrase'), 'it is hidden');
    assert.equal(
      reveal(files[1]?.content ?? []),
      `[connection]
id=stem-wifi-1
type=wifi
autoconnect-priority=15

[wifi]
mac-address=52:54:00:00:00:09
mode=infrastructure
ssid=office
hidden=true

[wifi-security]
key-mgmt=wpa-psk
psk=the passphrase
${AUTO}`,
    );
  });
});

describe('what the keyfile of a radio network takes from elsewhere', () => {
  const card: Interface = { ...NIC, kind: 'wifi', mac: '52:54:00:00:00:09', name: 'wlan0' };

  it('have the address of the card that is in it, else what the file says', () => {
    const up = { ...STATIC, kind: 'wifi', mac: card.mac, ssid: OFFICE.ssid } as const;
    const fixed = { addresses: ['10.1.0.2/16'], routes: [], dns: ['10.1.0.1'], search: [] };
    const wifi = [{ ...OFFICE, fixed }];
    const [live = ''] = written(network([up], { wifi }));
    assert.match(live, /address1=192\.168\.1\.20\/24\n/);
    const [filed = ''] = written(network([{ ...up, ssid: '00' }], { wifi }));
    assert.match(filed, /\[ipv4\]\nmethod=manual\naddress1=10\.1\.0\.2\/16\ndns=10\.1\.0\.1;\n/);
  });

  it('keep priorities within what NetworkManager knows, and need no MAC', () => {
    const [text = ''] = written(network([], { wifi: [{ ...OFFICE, macs: [], priority: 5000 }] }));
    assert.match(text, /^autoconnect-priority=999$/m);
    assert.doesNotMatch(text, /mac-address/);
  });

  it('name the certificates where the new system finds them', () => {
    const eap = {
      methods: ['TLS'],
      identity: 'pc',
      anonymousIdentity: '',
      password: null,
      phase2: '',
      isPhase2Eap: false,
      domainSuffix: '',
      subjectMatch: '',
      keyPassword: hide(' k'),
      files: [{ use: 'private_key' as const, path: '/etc/ssl/my.P12', isThere: true }],
    };
    const [text = ''] = written(
      network([], { wifi: [{ ...OFFICE, security: { kind: 'eap', eap } }] }),
    );
    assert.match(
      text,
      /\[802-1x\]\neap=tls;\nidentity=pc\nprivate-key=\/certs\/cert-1\.p12\nclient-cert=\/certs\/cert-1\.p12\nprivate-key-password=\\sk\n/,
    );
  });
});
