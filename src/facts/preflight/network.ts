import { tellLeases, tellNics, tellReachable } from '../../commands/preflight/network.ts';
import { tellProxied } from '../../commands/preflight/proxied.ts';
import type { Fact } from '../../model/fact.ts';
import type { SystemProxy } from '../../model/system-proxy.ts';
import { readDhclient } from '../network-config/dhclient.ts';
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

export type Leases = {
  readonly isAsked: boolean;
  readonly address: string | null;
  readonly seconds: number | null;
  /** One that is not carried over. */
  readonly hasClientId: boolean;
};

/** Answer: `lease FILE`, `in fixed-address 10.0.2.15;`, `in option dhcp-lease-time 86400;`, then `asked`. */
export const leases = preflightFact('P29', tellLeases(), ({ all, has }): Leases => {
  const lines = all('in');
  const last = (pattern: RegExp): string | null =>
    lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1) ?? null;
  const seconds = last(/dhcp-lease-time (\d+)/);
  // What `networkConfig` reads, the next systems send as well.
  const isCarried =
    has('configured') && all('configured').every((line) => readDhclient(line).length > 0);
  return {
    isAsked: has('asked'),
    address: last(/fixed-address ([\d.]+)/),
    seconds: seconds === null ? null : Number(seconds),
    hasClientId:
      !isCarried && (has('configured') || lines.some((line) => line.includes('client-identifier'))),
  };
});

export type Reachable = {
  readonly hasBash: boolean;
  readonly reached: readonly string[];
  /** Asked directly, each with its reason, as those below. */
  readonly failed: readonly string[];
  /** The proxy answered that it does not reach them, or may not. */
  readonly refused: readonly string[];
  /** The proxy itself gave no answer. */
  readonly silent: readonly string[];
  /** The proxy wants a login first, and none was sent. */
  readonly login: readonly string[];
  /** Files that name a proxy: only their names, since an address may hold a password. */
  readonly proxies: readonly string[];
};

/** Answer: `reached HOST:PORT`, `failed HOST:PORT WHY`, `login HOST:PORT`, `proxy /etc/environment`, `bash missing`. */
export function reachable(
  endpoints: readonly string[],
  by: SystemProxy | null = null,
): Fact<Reachable> {
  const [name, command] =
    by === null
      ? [endpoints.join(' '), tellReachable(endpoints)]
      : [`${endpoints.join(' ')} by ${JSON.stringify(by)}`, tellProxied(by, endpoints)];
  return preflightFact(`P36 ${name}`, command, ({ all, first }): Reachable => {
    const withWhy = (key: string): readonly string[] =>
      all(key)
        .map((line) => line.replace(/^(\S+) +(.+)$/, '$1 ($2)'))
        .sort();
    return {
      hasBash: first('bash') !== 'missing',
      reached: [...all('reached')].sort(),
      failed: withWhy('failed'),
      refused: withWhy('refused'),
      silent: withWhy('silent'),
      login: [...all('login')].sort(),
      proxies: all('proxy'),
    };
  });
}
