import { tellNetwork } from '../commands/network.ts';
import { bytesOf, hexOf } from '../model/bytes.ts';
import type { Fact } from '../model/fact.ts';
import type { Interface, Network, Route } from '../model/network.ts';
import { unescaped } from './network-config/wpa-text.ts';

const USUAL_MTU = 1500;

/**
 * Answer, one line a thing: `wifi wlan0`, `ssid wlan0 office`, `mtu eth0 1400`, `vlan eth0.5 5 eth0`,
 * `nic eth0 52:54:00:12:34:56`, `addr 2: eth0    inet 10.0.2.15/24 brd …`, `route default via 10.0.2.2 dev eth0`,
 * `nameserver 10.0.2.3`, `client dhclient -1 … eth0`, `dhcp eth0`. Two blanks may stand between words (ip 3.12).
 */
export const network: Fact<Network> = {
  name: 'network',
  command: tellNetwork(),
  as: 'root',
  parse: ({ stdout }) => {
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    const of = (...kinds: readonly string[]): readonly (readonly string[])[] =>
      rows.filter(([kind = '']) => kinds.includes(kind));
    const nics = of('nic').map(([, name = '', mac = '']) => ({
      ...nicOf(name, mac, of),
      ...radioOf(name, stdout),
    }));
    return {
      interfaces: [...nics, ...vlansOf(nics, of)],
      dns: of('nameserver').map(([, address = '']) => address),
      search: of('search').flatMap(([, ...domains]) => domains),
    };
  },
};

type Rows = (...kinds: readonly string[]) => readonly (readonly string[])[];

function nicOf(name: string, mac: string, of: Rows): Interface {
  const addresses = of('addr').filter((row) => bare(row[2]) === name && !row.includes('temporary'));
  return {
    mac: mac.toLowerCase(),
    name,
    ...mtuOf(name, of),
    isDhcp: of('client', 'dhcp').some((row) => row.includes(name) && !row.includes('-6')),
    addresses: addresses.filter((row) => !isFromRouter(row)).map(addressOf),
    isAdvertised: addresses.some(isFromRouter),
    routes: [
      ...addresses.flatMap(peerOf),
      ...of('route', 'route6')
        .filter((row) => valueAfter(row, 'dev') === name && !isOfTheKernel(row))
        .map(routeOf),
    ],
  };
}

/** The usual one is no news, and may be another in the next system. */
function mtuOf(name: string, of: Rows): { readonly mtu?: number } {
  const mtu = Number(of('mtu').find((row) => row[1] === name)?.[2] ?? USUAL_MTU);
  return mtu === USUAL_MTU || !Number.isInteger(mtu) ? {} : { mtu };
}

/** `ssid wlan0 TEXT`, with the escapes of wpa_cli and iw. Blanks in a name count, so it is read as it stands there. */
function radioOf(name: string, stdout: string): Pick<Interface, 'kind' | 'ssid'> {
  const lines = stdout.split('\n');
  if (!lines.includes(`wifi ${name}`)) return {};
  const start = `ssid ${name} `;
  const ssid = lines.find((line) => line.startsWith(start) && line !== start);
  return {
    kind: 'wifi',
    ...(ssid !== undefined && { ssid: hexOf(unescaped(bytesOf(ssid.slice(start.length)))) }),
  };
}

/** `vlan eth0.5 5 eth0`: on a card of the device. */
function vlansOf(nics: readonly Interface[], of: Rows): readonly Interface[] {
  return of('vlan').flatMap(([, name = '', id, below]) => {
    const card = nics.find((nic) => nic.name === below);
    return card === undefined || card.kind === 'wifi'
      ? []
      : [{ ...nicOf(name, card.mac, of), kind: 'vlan' as const, vlan: Number(id) }];
  });
}

/** ip shows a VLAN as `eth0.5@eth0`. */
const bare = (name: string | undefined): string => (name ?? '').replace(/@.*$/, '');

/** `inet6 2001:db8::5054:ff:fe12:3456/64 scope global dynamic`. DHCP's IPv4 addresses are dynamic too. */
const isFromRouter = (row: readonly string[]): boolean =>
  row[3] === 'inet6' && row.includes('dynamic');

/** `10.0.2.0/24 dev eth0 proto kernel scope link`: comes with the address by itself. */
const isOfTheKernel = (row: readonly string[]): boolean => valueAfter(row, 'proto') === 'kernel';

/** ip leaves the length of a whole address away. */
const withLength = (address: string): string =>
  address === 'default' || address.includes('/')
    ? address
    : `${address}/${address.includes(':') ? '128' : '32'}`;

/** `inet 10.0.0.5 peer 10.0.0.1/32`: the length is the peer's. */
const addressOf = (row: readonly string[]): string => withLength(row[4] ?? '');

const peerOf = (row: readonly string[]): readonly Route[] => {
  const peer = valueAfter(row, 'peer');
  return peer === null
    ? []
    : [{ to: withLength(peer), via: null, isOnLink: false, isAdvertised: false }];
};

/** Newer clients say which routes came with a lease; its default route is wanted for its metric. */
const isOfTheLease = (row: readonly string[]): boolean =>
  valueAfter(row, 'proto') === 'dhcp' && row[1] !== 'default';

const routeOf = (row: readonly string[]): Route => {
  const isAdvertised =
    isOfTheLease(row) || valueAfter(row, 'proto') === 'ra' || row.includes('expires');
  return {
    to: withLength(row[1] ?? ''),
    ...(isAdvertised ? {} : metricOf(valueAfter(row, 'metric'))),
    via: valueAfter(row, 'via'),
    isOnLink: row.includes('onlink'),
    isAdvertised,
  };
};

const metricOf = (text: string | null): { readonly metric?: number } =>
  text !== null && /^[1-9]\d{0,8}$/.test(text) ? { metric: Number(text) } : {};

const valueAfter = (row: readonly string[], word: string): string | null => {
  const at = row.indexOf(word);
  return at < 0 ? null : (row[at + 1] ?? null);
};
