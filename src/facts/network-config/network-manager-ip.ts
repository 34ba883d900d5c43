import type { Bytes } from '../../model/bytes.ts';
import { routeTo, type IpSettings, type Route } from '../../model/network.ts';
import { isAddress, withPrefix } from './ip-text.ts';
import { listIn, stringIn, type Group } from './keyfile-text.ts';

/**
 * Addresses of a keyfile. Today's: `address1=192.168.1.5/24,192.168.1.1`, `gateway=`, `route1=10.0.0.0/8,192.168.1.9,1`.
 * 0.9.8's: `addresses1=192.168.1.5;24;192.168.1.1;`, `routes1=10.0.0.0;8;192.168.1.9;1;`. Without a method it is DHCP.
 */
export function ipIn(
  four: Group,
  six: Group,
): { readonly isDhcp: boolean; readonly settings: IpSettings } {
  const families = [four, six].map((group) => ({
    group,
    method: stringIn(group.get('method') ?? 'auto'),
  }));
  const manual = families.filter(({ method }) => method === 'manual').map(({ group }) => group);
  return {
    isDhcp: families[0]?.method === 'auto',
    settings: {
      addresses: manual.flatMap((group) => entries(group, 'address').flatMap(addressOf)),
      routes: [
        ...manual.flatMap(gatewaysOf),
        ...[four, six].flatMap((group) => entries(group, 'route').flatMap(routeOf)),
      ],
      dns: [four, six].flatMap((group) => listIn(group.get('dns') ?? '')).filter(isAddress),
      search: [...new Set([four, six].flatMap((group) => listIn(group.get('dns-search') ?? '')))],
    },
  };
}

type Entry = readonly string[];

/** `address1`, `addresses1`, `address`, by number; each as its parts. */
const entries = (group: Group, what: 'address' | 'route'): readonly Entry[] =>
  [...group]
    .flatMap(([key, value]) => {
      const [, number] = new RegExp(`^${what}(?:es|s)?(\\d*)$`).exec(key) ?? [];
      return number === undefined ? [] : [{ number: Number(number), parts: partsOf(value) }];
    })
    .sort((a, b) => a.number - b.number)
    .map(({ parts }) => parts);

/** Both ways of writing as words: address, prefix, gateway, metric. */
const partsOf = (value: Bytes): Entry =>
  stringIn(value)
    .split(/[;,/]/)
    .map((part) => part.trim());

const addressOf = ([address = '', prefix = '']: Entry): readonly string[] => {
  const whole = withPrefix(address, prefix);
  return whole === null ? [] : [whole];
};

const gatewaysOf = (group: Group): readonly Route[] => {
  const named = stringIn(group.get('gateway') ?? '');
  const inAddresses = entries(group, 'address').map(([, , gateway = '']) => gateway);
  const [gateway] = [named, ...inAddresses].filter((one) => isAddress(one) && !isAny(one));
  return gateway === undefined ? [] : [routeTo('default', gateway)];
};

const routeOf = ([to = '', prefix = '', via = '']: Entry): readonly Route[] => {
  const whole = withPrefix(to, prefix);
  if (whole === null) return [];
  const isDefault = whole.endsWith('/0');
  const gateway = isAddress(via) && !isAny(via) ? via : null;
  return isDefault && gateway === null ? [] : [routeTo(isDefault ? 'default' : whole, gateway)];
};

/** No gateway, in a list where a place must not be empty. */
const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';
