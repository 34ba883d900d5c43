import { tellNetworkConfig } from '../../commands/network-config.ts';
import { tellNetwork } from '../../commands/network.ts';
import { tellUplinks } from '../../commands/preflight/network.ts';
import { isFor } from '../../commands/wpa-supplicant.ts';
import { fromHex, shownBytes } from '../../model/bytes.ts';
import { sh, type ShellCommand } from '../../model/command.ts';
import type { Fact } from '../../model/fact.ts';
import type { Network } from '../../model/network.ts';
import { mergeNetwork } from '../network-config/merge.ts';
import { readNetworkConfig, type NetworkConfig } from '../network-config.ts';
import { network } from '../network.ts';
import { keyed, words, type Keyed } from './keyed.ts';

export type Uplink = {
  readonly name: string;
  readonly kind: string;
  /** Its MAC was set by somebody, or made up for this boot: the card's own is another. */
  readonly isSet?: true;
  /** Of a radio: its driver here, and why it could not join its network in another system. */
  readonly driver?: string;
  readonly problem?: string;
};
export type Uplinks = {
  /** Devices of default routes, and the one over which this question came. */
  readonly uplinks: readonly Uplink[];
  readonly isConnectionKnown: boolean;
  /** Other virtual interfaces that have an address of the device. */
  readonly others: readonly Uplink[];
  /** What else is configured and not carried over, for people. */
  readonly sources: readonly string[];
};

/** With `--` between the answers. Asks for the live state and the files as well: whether a radio can be carried over is what both say together. */
const tellAll = (): ShellCommand => ({
  kind: 'joined',
  by: ';',
  parts: [tellUplinks(), sh('echo', '--'), tellNetwork(), sh('echo', '--'), tellNetworkConfig()],
});

/**
 * Answer: `connection CLIENT PORT SERVER PORT`, `link br0 bridge`, `link wlan0 wifi iwlwifi`, `set eth0`, `addr eth0 10.0.2.15/24`,
 * `default via 10.0.2.2 dev eth0`, `source /etc/ppp/peers/dsl`. Secrets of the files end here.
 */
export const uplinks: Fact<Uplinks> = {
  name: 'preflight P28',
  command: tellAll(),
  as: 'root',
  parse: (result) => {
    const [own = '', live = '', files = ''] = result.stdout.split(/^--$/m);
    const config = readNetworkConfig(files);
    const merged = mergeNetwork(network.parse({ ...result, stdout: live }), config);
    return uplinksOf(keyed(own), { merged, config });
  },
};

interface Known {
  readonly merged: Network;
  readonly config: NetworkConfig;
}

function uplinksOf({ all, first }: Keyed, known: Known): Uplinks {
  const links = all('link').map((row) => words(row));
  const addresses = all('addr').map((row) => words(row));
  const [, , server = ''] = words(first('connection'));
  const connected = addresses.find(([, address = '']) => address.split('/')[0] === plain(server));
  const names = new Set([
    ...all('default').flatMap((row) => /(?:^| )dev (\S+)/.exec(row)?.[1] ?? []),
    ...(connected === undefined ? [] : [connected[0] ?? '']),
  ]);
  const named = (name: string): Uplink => {
    const [, kind = 'unknown', driver = ''] = links.find(([link]) => link === bare(name)) ?? [];
    const problem = kind === 'wifi' ? radioProblem(name, known.merged) : null;
    return {
      name,
      kind,
      ...(all('set').includes(name) && { isSet: true as const }),
      ...(!['', 'driver'].includes(driver) && { driver }),
      ...(problem !== null && { problem }),
    };
  };
  return {
    uplinks: [...names].map(named),
    isConnectionKnown: connected !== undefined,
    others: [...new Set(addresses.map(([name = '']) => name))]
      .filter((name) => !names.has(name))
      .map(named)
      .filter(({ kind, problem }) => kind !== 'wired' && (kind !== 'wifi' || problem !== undefined))
      .filter(({ name }) => !isCarriedVlan(name, known.merged)),
    sources: [...all('source').filter((source) => !CARRIED.test(source)), ...lostOf(names, known)],
  };
}

/** Read by `networkConfig`, which tells what of them is lost. */
const CARRIED =
  /^NetworkManager-(?:802-3-ethernet|802-11-wireless|ethernet|wifi|vlan)$|^\/etc\/wpa_supplicant\/|^\/var\/lib\/connman\//;

const isCarriedVlan = (name: string, { interfaces }: Network): boolean =>
  interfaces.some((nic) => nic.kind === 'vlan' && nic.name === bare(name));

/** Why a radio that is up could not join again; null where it can. */
function radioProblem(name: string, { interfaces, wifi = [] }: Network): string | null {
  const card = interfaces.find((nic) => nic.name === name);
  const mine = wifi.filter(({ macs }) => card !== undefined && isFor(macs, card.mac));
  const own = card?.ssid === undefined ? mine : mine.filter(({ ssid }) => ssid === card.ssid);
  const [one] = own;
  if (one === undefined)
    return card?.ssid === undefined
      ? 'no file says how it joins'
      : `no file says how it joins ${shownSsid(card.ssid)}`;
  const bad = own.find(({ security }) => security.kind === 'unusable');
  return bad?.security.kind === 'unusable'
    ? `${shownSsid(bad.ssid)} of ${bad.source}: ${bad.security.because}`
    : null;
}

/** Radio networks that nobody could join, and bridges, bonds and modems that files have beside the uplink. */
function lostOf(uplinks: ReadonlySet<string>, { merged, config }: Known): readonly string[] {
  const radio = (merged.wifi ?? []).flatMap(({ ssid, security, source }) =>
    security.kind === 'unusable' ? [`${shownSsid(ssid)} of ${source}: ${security.because}`] : [],
  );
  const odd = config.connections
    .filter(({ kind, name }) => ['bridge', 'bond', 'mobile'].includes(kind) && !uplinks.has(name))
    .map(({ kind, name, source }) => `${name === '' ? source : name} (${kind})`);
  return [...new Set([...radio, ...odd])];
}

const shownSsid = (hex: string): string => `"${shownBytes(fromHex(hex) ?? '')}"`;

/** sshd writes an IPv4 peer on an IPv6 socket as `::ffff:10.0.2.15`. */
const plain = (address: string): string => address.replace(/^::ffff:/, '').replace(/%.*$/, '');
/** ip shows a VLAN as `eth0.5@eth0`. */
const bare = (name: string): string => name.replace(/@.*$/, '');
