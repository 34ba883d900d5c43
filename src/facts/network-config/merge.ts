import {
  type Connection,
  type Interface,
  type KnownWifi,
  type Network,
} from '../../model/network.ts';
import { recordOf } from '../../model/network-record.ts';
import { reveal } from '../../model/secret.ts';
import type { NetworkConfig } from '../network-config.ts';

/**
 * The network of a device: what is up as it is, with what only its files say (the identifier of its DHCP client, secrets of radio
 * networks), and what is not up as the files have it.
 */
export function mergeNetwork(live: Network, config: NetworkConfig): Network {
  const interfaces = live.interfaces.map((nic) => mergeInterface(nic, config));
  const wifi = wifiOf(live, config);
  return {
    interfaces,
    dns: dnsOf(live, config),
    search: live.search,
    ...(wifi.length === 0 ? {} : { wifi }),
  };
}

const isUp = ({ addresses, isAdvertised }: Interface): boolean =>
  addresses.length > 0 || isAdvertised;

function mergeInterface(nic: Interface, config: NetworkConfig): Interface {
  const own = ownOf(nic, config);
  const [first] = own;
  const fixed = own.find(({ ip }) => ip.addresses.length > 0);
  const isIdle = !isUp(nic) && !nic.isDhcp && nic.kind !== 'wifi';
  if (isIdle && fixed !== undefined) return asInFile(nic, fixed);
  return withId(
    { ...nic, isDhcp: isLeased(own, nic) || (isUp(nic) && isDhcpBy(own, nic)) },
    first?.clientId ?? idFor(nic.name, config),
  );
}

/** A client of before the files were changed may still be there: where they fix all that is live, its lease is not needed. */
function isLeased(own: readonly Connection[], { isDhcp, addresses }: Interface): boolean {
  const live = addresses.filter((address) => !address.includes(':'));
  const fixed = own.flatMap((one) => (one.isDhcp ? [] : one.ip.addresses));
  return isDhcp && (live.length === 0 || !live.every((address) => fixed.includes(address)));
}

/** A client that nobody sees runs inside of NetworkManager or connman. An address that some file fixes is nobody's lease. */
const isDhcpBy = (own: readonly Connection[], nic: Interface): boolean =>
  own.some(({ isDhcp, ip }) => isDhcp && ip.addresses.length === 0) &&
  !own.some((one) => isLive(one, nic));

const isLive = ({ ip }: Connection, { addresses }: Interface): boolean =>
  ip.addresses.some((address) => addresses.includes(address));

/** It is not up. */
const asInFile = (nic: Interface, { ip, mtu }: Connection): Interface => ({
  ...nic,
  addresses: ip.addresses,
  routes: ip.routes,
  ...(nic.mtu === undefined && mtu !== null && mtu > 0 && { mtu }),
  isDown: true,
});

const withId = (nic: Interface, clientId: string | null): Interface =>
  clientId !== null && nic.isDhcp ? { ...nic, clientId } : nic;

/**
 * Those that fit, the one that is up first. A connection that names neither a card nor an interface is anybody's; only radio networks are
 * told by more than that.
 */
function ownOf(nic: Interface, { connections }: NetworkConfig): readonly Connection[] {
  const fits = ({ kind, name, mac, vlan, wifi }: Connection): boolean => {
    if ((kind === 'wifi') !== (nic.kind === 'wifi') || (vlan !== null) !== (nic.kind === 'vlan'))
      return false;
    if (wifi !== null && nic.ssid !== undefined && wifi.ssid !== nic.ssid) return false;
    return name === '' ? (mac === '' ? wifi !== null : mac === nic.mac) : name === nic.name;
  };
  const fitting = connections.filter(fits);
  const live = fitting.filter((one) => isLive(one, nic));
  return [...live, ...fitting.filter((one) => !live.includes(one))];
}

const idFor = (name: string, { clientIds }: NetworkConfig): string | null =>
  (clientIds.find((one) => one.name === name) ?? clientIds.find((one) => one.name === ''))
    ?.clientId ?? null;

/** A name server on the device itself is one of the old system's programs: what it asks is in the files, or comes by DHCP. */
function dnsOf(live: Network, { connections }: NetworkConfig): readonly string[] {
  const others = live.dns.filter((address) => !/^127\.|^::1$/.test(address));
  if (others.length > 0) return others;
  const names = new Set(live.interfaces.filter(isUp).map(({ name }) => name));
  const macs = new Set(live.interfaces.filter(isUp).map(({ mac }) => mac));
  const own = connections.filter(({ name, mac }) => names.has(name) || macs.has(mac));
  const known = [...new Set(own.flatMap(({ ip }) => ip.dns))];
  return known.length > 0 || live.interfaces.some(({ isDhcp }) => isDhcp) ? known : live.dns;
}

/**
 * Each radio network once for the same cards and with the same secrets: where files have several, the right one is among them. One by which
 * nobody can join is told only where there is no other.
 */
function wifiOf(live: Network, config: NetworkConfig): readonly KnownWifi[] {
  const cards = live.interfaces.filter(({ kind }) => kind === 'wifi');
  const all = config.connections.flatMap((connection) => knownOf(connection, { cards, config }));
  const isFor = (one: KnownWifi, other: KnownWifi): boolean =>
    one.ssid === other.ssid && one.macs.join() === other.macs.join();
  const isSame = (one: KnownWifi, other: KnownWifi): boolean =>
    isFor(one, other) && textOf(one) === textOf(other);
  const usable = all.filter(({ security }) => security.kind !== 'unusable');
  const others = all.filter((wifi) => !usable.some((one) => isFor(one, wifi)));
  return [...usable, ...others].filter(
    (wifi, index, known) => known.findIndex((one) => isSame(one, wifi)) === index,
  );
}

const textOf = (wifi: KnownWifi): string => reveal(recordOf({ ...wifi, source: '' }));

interface Around {
  readonly cards: readonly Interface[];
  readonly config: NetworkConfig;
}

function knownOf(connection: Connection, { cards, config }: Around): readonly KnownWifi[] {
  if (connection.wifi === null) return [];
  const named = cards.filter(({ name }) => name === connection.name).map(({ mac }) => mac);
  const macs =
    connection.mac !== ''
      ? [connection.mac]
      : named.length > 0
        ? named
        : cards.map(({ mac }) => mac);
  // wpa_supplicant's files say nothing of addresses: ifupdown does, for the interface.
  const stanza = config.connections.find(
    ({ wifi, name, ip }) =>
      wifi === null && name !== '' && name === connection.name && ip.addresses.length > 0,
  );
  const ip = connection.ip.addresses.length > 0 ? connection.ip : stanza?.ip;
  return [
    {
      ...connection.wifi,
      macs: [...macs].sort(),
      source: connection.source,
      ...(ip === undefined ? {} : { fixed: ip }),
    },
  ];
}
