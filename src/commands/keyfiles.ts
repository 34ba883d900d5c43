import { certificatesOf } from '../model/network-record.ts';
import { NO_IP, type Interface, type KnownWifi, type Network } from '../model/network.ts';
import type { Content } from '../model/secret.ts';
import { ipSections, type Section } from './keyfile-ip.ts';
import { fileOf, stringValue } from './keyfile-text.ts';
import { wifiSections } from './keyfile-wifi.ts';

export interface KeyfileOf {
  /** Without a folder; of letters, digits, `-` and `.`, so that FAT takes it. */
  readonly name: string;
  readonly content: Content;
  /** NetworkManager ignores keyfiles that others may read. */
  readonly mode: number;
}

/**
 * NetworkManager's keyfiles of a network (nm-settings-keyfile(5)), one for a connection: each cable or VLAN that has addresses, each radio
 * network for each card. `certificates` is the folder where the new system finds what `certificatesOf` names.
 */
export function keyfilesOf(network: Network, certificates: string): readonly KeyfileOf[] {
  const wired = network.interfaces.filter(
    ({ kind, isDhcp, addresses }) => kind !== 'wifi' && (isDhcp || addresses.length > 0),
  );
  const radio = (network.wifi ?? [])
    .filter(({ security }) => security.kind !== 'unusable')
    .flatMap((wifi) => (wifi.macs.length === 0 ? [''] : wifi.macs).map((mac) => ({ wifi, mac })));
  return [
    ...wired.map((nic, index) => named(`stem-${String(index + 1)}`, wiredSections(nic, network))),
    ...radio.map(({ wifi, mac }, index) =>
      named(`stem-wifi-${String(index + 1)}`, [
        [
          'connection',
          [
            ['type', ['wifi']],
            ['autoconnect-priority', [priorityOf(wifi)]],
          ],
        ],
        ...wifiSections(wifi, { mac, mtu: cardOf(wifi, { mac, network })?.mtu, pathOf }),
        ...ipSections(addressing(wifi, { mac, network })),
      ]),
    ),
  ];

  function pathOf(path: string): string {
    return `${certificates}/${certificatesOf(network).get(path) ?? ''}`;
  }
}

const named = (id: string, sections: readonly Section[]): KeyfileOf => ({
  name: `${id}.nmconnection`,
  content: fileOf(
    sections.map(([section, lines]) => [
      section,
      section === 'connection' ? [['id', [id]] as const, ...lines] : lines,
    ]),
  ),
  mode: 0o600,
});

function wiredSections(nic: Interface, network: Network): readonly Section[] {
  const isVlan = nic.kind === 'vlan';
  return [
    [
      'connection',
      [
        ['type', [isVlan ? 'vlan' : 'ethernet']],
        ...(isVlan ? [['interface-name', [stringValue(nic.name)]] as const] : []),
        ['autoconnect-priority', ['10']],
      ],
    ],
    ...(isVlan ? [['vlan', [['id', [String(nic.vlan ?? 0)]]]] as const] : []),
    [
      'ethernet',
      [
        ['mac-address', [nic.mac]],
        ...(nic.mtu === undefined ? [] : [['mtu', [String(nic.mtu)]] as const]),
      ],
    ],
    ...ipSections({
      ...{ nic, dns: network.dns, search: network.search },
      isOneOfSeveral: hasSeveralDefaults(network),
    }),
  ];
}

/** NetworkManager would choose between default routes by the order in which links come up. */
const hasSeveralDefaults = ({ interfaces }: Network): boolean =>
  interfaces
    .filter(({ isDhcp, addresses, isDown }) => isDown !== true && (isDhcp || addresses.length > 0))
    .filter(({ routes }) => routes.some(({ to }) => to === 'default')).length > 1;

/** NetworkManager knows -999 to 999; a file of wpa_supplicant may say anything. */
const priorityOf = ({ priority }: KnownWifi): string =>
  String(Math.max(-999, Math.min(999, 10 + priority)));

interface Place {
  readonly mac: string;
  readonly network: Network;
}

/** The card, where it is in this network just now. */
const cardOf = (wifi: KnownWifi, { mac, network }: Place): Interface | undefined =>
  network.interfaces.find(
    (nic) => nic.mac === mac && nic.ssid === wifi.ssid && nic.isDown !== true,
  );

/** What is up counts before what a file says. */
function addressing(wifi: KnownWifi, place: Place): Parameters<typeof ipSections>[0] {
  const card = cardOf(wifi, place);
  const { dns, search } = place.network;
  if (card !== undefined && (card.isDhcp || card.addresses.length > 0))
    return { nic: card, dns, search, isOneOfSeveral: hasSeveralDefaults(place.network) };
  const fixed = wifi.fixed ?? NO_IP;
  const nic = { ...fixed, isDhcp: fixed.addresses.length === 0 };
  return { nic, dns: fixed.dns, search: fixed.search };
}
