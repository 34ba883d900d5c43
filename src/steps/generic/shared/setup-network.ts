import type { Gathered } from '../../../facts/gathered.ts';
import type { Json } from '../../../model/json.ts';

type Facts = Readonly<Record<string, Json>>;

/** `ansible_interfaces`, one fact an interface, all addresses, and the way out. */
export function networkFacts(found: Gathered): Facts {
  const links = (found['link'] ?? []).flatMap(linkOf);
  const addresses = (found['addr'] ?? []).flatMap(addressOf);
  const byName = links.map(({ device, ...link }) => {
    const own = addresses.filter((address) => address.device === device);
    const v4 = own.filter(({ family }) => family === 'inet').map(ipv4Of);
    const v6 = own.filter(({ family }) => family === 'inet6').map(ipv6Of);
    const fact = {
      ...{ device, ...link },
      ...(v4[0] !== undefined && { ipv4: v4[0] }),
      ...(v4.length > 1 && { ipv4_secondaries: v4.slice(1) }),
      ...(v6.length > 0 && { ipv6: v6 }),
    };
    return [`ansible_${device.replaceAll(/[-:.]/g, '_')}`, fact] as const;
  });
  const all = (family: string): readonly string[] =>
    addresses
      .filter((each) => each.family === family && !each.ip.startsWith('127.') && each.ip !== '::1')
      .map(({ ip }) => ip);
  return {
    ...Object.fromEntries(byName),
    ansible_interfaces: links.map(({ device }) => device),
    ansible_all_ipv4_addresses: all('inet'),
    ansible_all_ipv6_addresses: all('inet6'),
    ansible_default_ipv4: defaultRoute(found, { links, addresses }),
    ansible_default_ipv6: defaultRoute6(found),
    ansible_dns: { nameservers: found['nameserver'] ?? [] },
  };
}

type Link = { readonly device: string; readonly [name: string]: Json };
interface Address {
  readonly device: string;
  readonly family: string;
  readonly ip: string;
  readonly prefix: number;
  readonly broadcast: string;
  readonly scope: string;
}

/** The groups of a match, with an empty text for what is missing. */
const groupsOf = (pattern: RegExp, text: string): readonly string[] =>
  (pattern.exec(text) ?? []).map((group: string | undefined) => group ?? '');

function linkOf(line: string): readonly Link[] {
  const found = groupsOf(/^\d+: ([^:@]+)(?:@\S+)?: <([^>]*)>(.*)$/, line);
  const [device, flagText, rest] = [found[1], found[2], found[3]];
  if (device === undefined || flagText === undefined || rest === undefined) return [];
  const flags = flagText.split(',');
  const isLoopback = flags.includes('LOOPBACK');
  const [, mac] = groupsOf(/link\/\S+ ([0-9a-f:]{17})/, rest);
  return [
    {
      device,
      active: flags.includes('UP'),
      mtu: Number(groupsOf(/mtu (\d+)/, rest)[1] ?? 0),
      promisc: flags.includes('PROMISC'),
      type: isLoopback ? 'loopback' : 'ether',
      ...(mac !== undefined && !isLoopback && { macaddress: mac }),
    },
  ];
}

function addressOf(line: string): readonly Address[] {
  const found = groupsOf(/^\d+: (\S+)\s+(inet6?) ([0-9a-f.:]+)(?:\/(\d+))?/, line);
  const [device, family, ip] = [found[1], found[2], found[3]];
  if (device === undefined || family === undefined || ip === undefined) return [];
  const wordAfter = (word: RegExp): string => groupsOf(word, line)[1] ?? '';
  const prefix = Number(found[4]);
  return [
    {
      device,
      family,
      ip,
      prefix,
      broadcast: wordAfter(/brd (\S+)/),
      scope: wordAfter(/scope (\S+)/),
    },
  ];
}

const ipv6Of = ({ ip, prefix, scope }: Address): Json => ({
  address: ip,
  prefix: String(prefix),
  scope,
});

function ipv4Of({ ip, prefix, broadcast }: Address): Facts {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return {
    ...{
      address: ip,
      broadcast,
      netmask: dotted(mask),
      network: dotted((numberOf(ip) & mask) >>> 0),
    },
    prefix: String(prefix),
  };
}

const numberOf = (ip: string): number =>
  ip.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
const dotted = (value: number): string =>
  [24, 16, 8, 0].map((shift) => String((value >>> shift) & 255)).join('.');

function defaultRoute(
  found: Gathered,
  { links, addresses }: { readonly links: readonly Link[]; readonly addresses: readonly Address[] },
): Facts {
  const says = (name: string, pattern: RegExp): string | undefined =>
    groupsOf(pattern, found[name]?.[0] ?? '')[1];
  const [ip, device] = [says('route4', /src (\S+)/), says('route4', /dev (\S+)/)];
  const link = links.find((each) => each.device === device);
  const address = addresses.find((each) => each.ip === ip && each.device === device);
  if (link === undefined || address === undefined) return {};
  const gateway = says('gateway4', /via (\S+)/);
  const { device: name, mtu = 0, macaddress = '' } = link;
  return {
    ...ipv4Of(address),
    ...{ alias: name, interface: name, mtu, type: 'ether', macaddress },
    ...(gateway !== undefined && { gateway }),
  };
}

function defaultRoute6(found: Gathered): Facts {
  const route = found['route6']?.[0] ?? '';
  const [address, device] = [/src (\S+)/.exec(route)?.[1], /dev (\S+)/.exec(route)?.[1]];
  return address === undefined || device === undefined ? {} : { address, interface: device };
}
