import type { Interface } from '../model/network.ts';
import { listValue, type Line, type Section } from './keyfile-text.ts';

export type { Section };

export interface Addressing {
  readonly nic: Pick<Interface, 'isDhcp' | 'addresses' | 'routes'> &
    Partial<Pick<Interface, 'clientId' | 'isAdvertised' | 'isDown'>>;
  readonly dns: readonly string[];
  readonly search: readonly string[];
  /** Other interfaces have a default route as well: its metric says which one counts. */
  readonly isOneOfSeveral?: boolean;
}

type Family = 'ipv4' | 'ipv6';

/** What DHCP or a router gave is left to them; addresses that stand fast are kept, each in its family. */
export const ipSections = (addressing: Addressing): readonly Section[] => [
  ['ipv4', linesOf('ipv4', addressing)],
  ['ipv6', linesOf('ipv6', addressing)],
];

function linesOf(family: Family, addressing: Addressing): readonly Line[] {
  const { nic } = addressing;
  const isGiven = isGivenIn(family, nic);
  const all = nic.addresses.filter((text) => isOf(family, text));
  // The first one of IPv4 is the lease, what comes behind it was put there by hand.
  const addresses = isGiven && family === 'ipv4' ? all.slice(1) : all;
  return [
    ['method', [isGiven ? 'auto' : 'manual']],
    ...addresses.map((address, index): Line => [`address${String(index + 1)}`, [address]]),
    ...(isGiven || nic.isDown === true ? [] : gatewayLines(family, nic)),
    ...(nic.isDown === true ? [['never-default', ['true']] as const] : []),
    ...metricLines(family, addressing),
    ...ownRoutes(family, nic).flatMap(routeLines),
    ...(isGiven ? clientId(family, nic) : nameLines(family, addressing)),
  ];
}

/** Whether somebody gives addresses of this family away. */
function isGivenIn(family: Family, nic: Addressing['nic']): boolean {
  const hasNone = !nic.addresses.some((text) => isOf(family, text));
  if (hasNone) return true;
  if (family === 'ipv4') return nic.isDhcp;
  const isRouted = gatewayLines('ipv6', nic).length > 0;
  return !isRouted && (nic.isDhcp || nic.isAdvertised === true || nic.routes.some(isRouters));
}

const isRouters = ({ isAdvertised }: Route): boolean => isAdvertised;

type Route = Interface['routes'][number];

const isOf = (family: Family, text: string): boolean => text.includes(':') === (family === 'ipv6');

const routesOf = (family: Family, { routes }: Addressing['nic']): readonly Route[] =>
  routes.filter((route) => !route.isAdvertised && isOf(family, route.via ?? route.to));

function gatewayLines(family: Family, nic: Addressing['nic']): readonly Line[] {
  const gateway = routesOf(family, nic).find(({ to, via }) => to === 'default' && via !== null);
  return gateway?.via == null ? [] : [['gateway', [gateway.via]]];
}

/**
 * Those that no gateway makes. One on the link of a card with a lease may be the lease's as well, which does not say so: given
 * twice it is the same route, and left out it would be lost to whoever put it there by hand. `default dev eth0` is two halves: versions before 1.16 know no route of length 0. */
const ownRoutes = (family: Family, nic: Addressing['nic']): readonly Route[] =>
  routesOf(family, nic).flatMap((route) => {
    if (route.to !== 'default') return nic.isDhcp && isOfAvahi(route) ? [] : [route];
    return route.via === null && !nic.isDhcp
      ? ['0.0.0.0/1', '128.0.0.0/1'].map((to) => ({ ...route, to }))
      : [];
  });

/** An if-up script of Ubuntu puts it on each card that is up: it is nobody's wish. */
const isOfAvahi = ({ to, via }: Route): boolean => to === '169.254.0.0/16' && via === null;

function metricLines(family: Family, { nic, isOneOfSeveral = false }: Addressing): readonly Line[] {
  const [own] = nic.routes.filter(
    ({ to, via }) => to === 'default' && isOf(family, via ?? '0.0.0.0'),
  );
  return own === undefined || !isOneOfSeveral
    ? []
    : [['route-metric', [String(Math.max(1, own.metric ?? 0))]]];
}

function nameLines(family: Family, { dns, search }: Addressing): readonly Line[] {
  const names = dns.filter((address) => isOf(family, address));
  return [
    ...(names.length === 0 ? [] : [['dns', [listValue(names)]] as const]),
    ...(search.length === 0 ? [] : [['dns-search', [listValue(search)]] as const]),
  ];
}

function routeLines({ to, via, isOnLink }: Route, index: number): readonly Line[] {
  const key = `route${String(index + 1)}`;
  const value = `${to}${via === null ? '' : `,${via}`}`;
  return isOnLink && via !== null
    ? [
        [key, [value]],
        [`${key}_options`, ['onlink=true']],
      ]
    : [[key, [value]]];
}

const clientId = (family: Family, nic: Addressing['nic']): readonly Line[] =>
  family === 'ipv4' && nic.isDhcp && nic.clientId !== undefined
    ? [['dhcp-client-id', [nic.clientId]]]
    : [];
