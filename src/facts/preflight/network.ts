import {
  tellLeases,
  tellNics,
  tellReachable,
  tellUplinks,
} from '../../commands/preflight/network.ts';
import type { Fact } from '../../model/fact.ts';
import { preflightFact, words } from './keyed.ts';

export type Nic = {
  readonly name: string;
  readonly mac: string;
  readonly state: string;
  readonly hasCarrier: boolean;
  /** Empty where none is bound. */
  readonly driver: string;
};
export type Nics = { readonly isAsked: boolean; readonly nics: readonly Nic[] };

/** Answer: `nic eth0 52:54:00:12:34:56 up 1 virtio_net`, then `asked`. */
export const nics = preflightFact('P27', tellNics(), ({ all, has }): Nics => ({
  isAsked: has('asked'),
  nics: all('nic').map((row) => {
    const [name = '', mac = '', state = '', carrier, driver = ''] = words(row);
    return {
      name,
      mac: mac.toLowerCase(),
      state,
      hasCarrier: carrier === '1',
      driver: driver === 'driver' || driver.startsWith('/') ? '' : driver,
    };
  }),
}));

export type Uplink = {
  readonly name: string;
  readonly kind: string;
  /** Its MAC was set by somebody, or made up for this boot: the card's own is another. */
  readonly isSet?: true;
};
export type Uplinks = {
  /** Devices of default routes, and the one over which this question came. */
  readonly uplinks: readonly Uplink[];
  readonly isConnectionKnown: boolean;
  /** Other virtual interfaces that have an address of the device. */
  readonly others: readonly Uplink[];
  readonly sources: readonly string[];
};

/**
 * Answer: `connection CLIENT PORT SERVER PORT`, `link br0 bridge`, `set eth0`, `addr eth0 10.0.2.15/24`,
 * `default via 10.0.2.2 dev eth0`, `source NetworkManager-wifi`.
 */
export const uplinks = preflightFact('P28', tellUplinks(), ({ all, first }): Uplinks => {
  const links = all('link').map((row) => words(row));
  const addresses = all('addr').map((row) => words(row));
  const [, , server = ''] = words(first('connection'));
  const connected = addresses.find(([, address = '']) => address.split('/')[0] === plain(server));
  const names = new Set([
    ...all('default').flatMap((row) => /(?:^| )dev (\S+)/.exec(row)?.[1] ?? []),
    ...(connected === undefined ? [] : [connected[0] ?? '']),
  ]);
  const named = (name: string): Uplink => ({
    name,
    kind: links.find(([link]) => link === withoutVlan(name))?.[1] ?? 'unknown',
    ...(all('set').includes(name) && { isSet: true as const }),
  });
  return {
    uplinks: [...names].map(named),
    isConnectionKnown: connected !== undefined,
    others: [...new Set(addresses.map(([name = '']) => name))]
      .filter((name) => !names.has(name))
      .map(named)
      .filter(({ kind }) => kind !== 'wired'),
    sources: all('source'),
  };
});

/** sshd writes an IPv4 peer on an IPv6 socket as `::ffff:10.0.2.15`. */
const plain = (address: string): string => address.replace(/^::ffff:/, '').replace(/%.*$/, '');
/** ip shows a VLAN as `eth0.5@eth0`. */
const withoutVlan = (name: string): string => name.replace(/@.*$/, '');

export type Leases = {
  readonly isAsked: boolean;
  readonly address: string | null;
  readonly seconds: number | null;
  readonly hasClientId: boolean;
};

/** Answer: `lease FILE`, `in fixed-address 10.0.2.15;`, `in option dhcp-lease-time 86400;`, then `asked`. */
export const leases = preflightFact('P29', tellLeases(), ({ all, has }): Leases => {
  const lines = all('in');
  const last = (pattern: RegExp): string | null =>
    lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1) ?? null;
  const seconds = last(/dhcp-lease-time (\d+)/);
  return {
    isAsked: has('asked'),
    address: last(/fixed-address ([\d.]+)/),
    seconds: seconds === null ? null : Number(seconds),
    hasClientId: has('configured') || lines.some((line) => line.includes('client-identifier')),
  };
});

export type Reachable = {
  readonly hasBash: boolean;
  readonly reached: readonly string[];
  readonly failed: readonly string[];
  /** Files that name a proxy: only their names, since an address may hold a password. */
  readonly proxies: readonly string[];
};

/** Answer: `reached HOST:PORT`, `failed HOST:PORT`, `proxy /etc/environment`, `bash missing`. */
export const reachable = (endpoints: readonly string[]): Fact<Reachable> =>
  preflightFact(
    `P36 ${endpoints.join(' ')}`,
    tellReachable(endpoints),
    ({ all, first }): Reachable => ({
      hasBash: first('bash') !== 'missing',
      reached: [...all('reached')].sort(),
      failed: all('failed')
        .map((line) => line.replace(/^(\S+) +(.+)$/, '$1 ($2)'))
        .sort(),
      proxies: all('proxy'),
    }),
  );
