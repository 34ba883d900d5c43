import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '../../model/bytes.ts';
import { readConnman } from './connman.ts';

const read = (text: string): readonly unknown[] =>
  readConnman(text, { source: '/c', isFile: () => true }).map(({ kind, mac, isDhcp, ip, wifi }) => [
    kind,
    mac,
    isDhcp ? 'dhcp' : ip.addresses.join(),
    ...(wifi === null ? [] : [fromHex(wifi.ssid), wifi.security.kind, wifi.isHidden]),
  ]);

describe('the files of connman', () => {
  it('are the settings of services that somebody has used', () => {
    assert.deepEqual(
      read(`[wifi_001c23aabbcc_6f6666696365_managed_psk]
Name=office
SSID=6f6666696365
Favorite=true
AutoConnect=true
Passphrase=the passphrase
IPv4.method=manual
IPv4.netmask_prefixlen=24
IPv4.local_address=192.168.1.5
IPv4.gateway=192.168.1.1
Nameservers=9.9.9.9;

[wifi_001c23aabbcc_hidden_managed_none]
Name=free
Favorite=true

[wifi_001c23aabbcc_61_managed_psk]
Name=a
SSID=61
Favorite=false

[ethernet_001c23aabbcd_cable]
Name=Wired
Favorite=true
IPv4.method=dhcp

[global]
OfflineMode=false
`),
      [
        ['wifi', '00:1c:23:aa:bb:cc', '192.168.1.5/24', 'office', 'psk', false],
        ['wifi', '00:1c:23:aa:bb:cc', 'dhcp', 'free', 'open', true],
        ['ethernet', '00:1c:23:aa:bb:cd', 'dhcp'],
      ],
    );
  });
});

describe('the provisioning files of connman', () => {
  it('have what somebody wrote there', () => {
    assert.deepEqual(
      read(`[global]
Name=Example

[service_home]
Type=wifi
Name=home
Passphrase=the passphrase
Hidden=true

[service_corp]
Type=wifi
SSID=636f7270
EAP=peap
Identity=pc
Passphrase=pw
CACertFile=/etc/ca.pem
Phase2=MSCHAPV2

[service_odd]
Type=wifi
Name=odd
Security=wps

[service_cable]
Type=ethernet
IPv4=192.168.1.2/255.255.255.0/192.168.1.1
MAC=0:1c:23:aa:bb:cd
`),
      [
        ['wifi', '', 'dhcp', 'home', 'psk', true],
        ['wifi', '', 'dhcp', 'corp', 'eap', false],
        ['wifi', '', 'dhcp', 'odd', 'unusable', false],
        ['ethernet', '00:1c:23:aa:bb:cd', '192.168.1.2/24'],
      ],
    );
  });
});
