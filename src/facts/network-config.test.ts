import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { bytesOf, hexOf } from '../model/bytes.ts';
import { networkConfig } from './network-config.ts';

const file = (kind: string, path: string, text: string): string =>
  `file ${kind} ${hexOf(bytesOf(path))} ${hexOf(bytesOf(text))}\n`;
const WPA = 'network={\nssid="a"\npsk="12345678"\n}\n';

describe('the files of networks', () => {
  const told = [
    file('interfaces', '/etc/network/interfaces', 'iface wlan0 inet dhcp\n wpa-conf /etc/w.conf\n'),
    file('interfaces', '/etc/network/interfaces.d/b', 'iface eth0 inet dhcp\n'),
    file('interfaces', '/etc/network/interfaces.d/b', 'iface eth0 inet dhcp\n'),
    file('wpa', '/etc/w.conf', WPA),
    file('wpa', '/etc/wpa_supplicant/wpa_supplicant-wlan1.conf', WPA),
    file('wpa', '/etc/wpa_supplicant/x.conf', WPA),
    file('nm', '/etc/NetworkManager/system-connections/A B', '[connection]\ntype=ethernet\n'),
    file('connman', '/var/lib/connman/x/settings', '[ethernet_001c23aabbcd_cable]\n'),
    file('dhclient', '/etc/dhcp/dhclient.conf', 'send dhcp-client-identifier "me";\n'),
    'nonsense\nfile x\nasked\n',
  ].join('');

  it('are all read, each once, each as what it is', () => {
    const { connections, clientIds } = networkConfig.parse(answer(told));
    assert.deepEqual(
      connections.map(({ source, kind, name }) => `${source} ${kind} ${name}`.trim()),
      [
        '/etc/network/interfaces wifi wlan0',
        '/etc/network/interfaces ethernet eth0',
        '/etc/w.conf wifi wlan0',
        '/etc/wpa_supplicant/wpa_supplicant-wlan1.conf wifi wlan1',
        '/etc/wpa_supplicant/x.conf wifi',
        '/etc/NetworkManager/system-connections/A B ethernet',
        '/var/lib/connman/x/settings ethernet',
      ],
    );
    assert.deepEqual(clientIds, [{ name: '', clientId: '6d:65' }]);
  });

  it('never get to a journal', () => {
    const config = networkConfig.parse(answer(told));
    assert.doesNotMatch(JSON.stringify(config), /12345678/);
    assert.deepEqual(networkConfig.toKeep?.(config), { connections: [], clientIds: [] });
    assert.deepEqual(networkConfig.parse(answer('', 1)), { connections: [], clientIds: [] });
  });
});
