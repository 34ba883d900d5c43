import { readNetworkConfig } from '../../src/facts/network-config.ts';
import { mergeNetwork } from '../../src/facts/network-config/merge.ts';
import { hexOf } from '../../src/model/bytes.ts';
import type { Network } from '../../src/model/network.ts';
import { RADIO_MAC } from './access-point.ts';

/** Bytes that are no UTF-8, and all that a file format could trip over. */
export const RADIO_SSID = 'caf\xe9; "lab" \\';
export const RADIO_PASSPHRASE = ' p;a"s#s\\phrase ';
export const OTHER_NETWORK = 'another';

const numbers = Array.from(RADIO_SSID, (char) => `${String(char.charCodeAt(0))};`).join('');
/** What the old system has: 0.9.8's keyfile of this network, and another one that is out of reach. */
const KEYFILE = `[connection]
type=802-11-wireless
[802-11-wireless]
ssid=${numbers}
[802-11-wireless-security]
key-mgmt=wpa-psk
psk=${RADIO_PASSPHRASE.replaceAll('\\', '\\\\').replace(/^ /, '\\s')}
`;
const WPA = `network={\n\tssid="${OTHER_NETWORK}"\n\tpsk="never in reach"\n\tpriority=9\n}\n`;

/** What is recorded of a device whose only link is a radio, as the old system's files and its live state say. */
export function radioNetwork(): Network {
  const told = [
    ['wpa', '/etc/wpa_supplicant/w.conf', WPA],
    ['nm', '/etc/NetworkManager/system-connections/lab', KEYFILE],
  ].map(([kind = '', path = '', text = '']) => `file ${kind} ${hexOf(path)} ${hexOf(text)}\n`);
  return mergeNetwork(
    {
      interfaces: [
        {
          ...{ mac: RADIO_MAC, name: 'wlan0', kind: 'wifi', isDhcp: true, isAdvertised: false },
          addresses: ['10.0.2.15/24'],
          routes: [{ to: 'default', via: '10.0.2.2', isOnLink: false, isAdvertised: false }],
          ssid: hexOf(RADIO_SSID),
        },
      ],
      dns: ['10.0.2.3'],
      search: [],
    },
    readNetworkConfig(told.join('')),
  );
}
