import { tellNetwork } from '../commands/network.ts';
import type { Fact } from '../model/fact.ts';
import type { Interface, Network, Route } from '../model/network.ts';

/**
 * Answer, one line a thing:
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
    return {
      interfaces: of('nic').map(([, name = '', mac = '']) => nicOf(name, mac, of)),
      dns: of('nameserver').map(([, address = '']) => address),
      search: of('search').flatMap(([, ...domains]) => domains),
    };
  },
};

type Rows = (...kinds: readonly string[]) => readonly (readonly string[])[];

function nicOf(name: string, mac: string, of: Rows): Interface {
  const addresses = of('addr').filter((row) => row[2] === name && !row.includes('temporary'));
  return {
    mac: mac.toLowerCase(),
    name,
    isDhcp: of('client', 'dhcp').some((row) => row.slice(1).includes(name)),
    addresses: addresses.filter((row) => !isFromRouter(row)).map((row) => row[4] ?? ''),
    isAdvertised: addresses.some(isFromRouter),
    routes: of('route', 'route6')
      .filter((row) => valueAfter(row, 'dev') === name && !isOfTheKernel(row))
      .map(routeOf),
  };
}

/** `inet6 2001:db8::5054:ff:fe12:3456/64 scope global dynamic`. DHCP's IPv4 addresses are dynamic too. */
const isFromRouter = (row: readonly string[]): boolean =>
  row[3] === 'inet6' && row.includes('dynamic');

/** `10.0.2.0/24 dev eth0 proto kernel scope link`: comes with the address by itself. */
const isOfTheKernel = (row: readonly string[]): boolean => valueAfter(row, 'proto') === 'kernel';

const routeOf = (row: readonly string[]): Route => ({
  to: row[1] ?? '',
  via: valueAfter(row, 'via'),
  isOnLink: row.includes('onlink'),
  isAdvertised: valueAfter(row, 'proto') === 'ra' || row.includes('expires'),
});

const valueAfter = (row: readonly string[], word: string): string | null => {
  const at = row.indexOf(word);
  return at < 0 ? null : (row[at + 1] ?? null);
};
