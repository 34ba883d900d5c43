import type { Interface, Network, Route } from '../model/network.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Physical interfaces with their MAC, addresses, routes, DNS, and who uses DHCP: those named in the arguments of a
 * DHCP client, or `dhcp` in /etc/network/interfaces.
 */
const STATE = `for i in /sys/class/net/*; do [ -e "$i/device" ] && echo "nic \${i##*/} $(cat "$i/address")"; done
ip -o -4 addr show scope global | sed 's/^/addr /'
ip -o -6 addr show scope global 2>/dev/null | sed 's/^/addr /'
ip -4 route | sed 's/^/route /'
ip -6 route show default 2>/dev/null | sed 's/^/route6 /'
sed -n 's/^\\(nameserver\\|search\\)[ \\t]/\\1 /p' /etc/resolv.conf
ps -e -o args= | grep -E '^[^ ]*(dhclient|udhcpc|dhcpcd)' | sed 's/^/client /'
cat /etc/network/interfaces /etc/network/interfaces.d/* 2>/dev/null | awk '$1 == "iface" && $4 == "dhcp" { print "dhcp " $2 }'`;

export const tellNetwork = (): ShellCommand => script('network', STATE);

/** `etc/stem/network` of docs/device-protocol.md: what the environment configures by MAC. */
export function networkFile(hostname: string, network: Network): string {
  const lines = network.interfaces.flatMap((nic) => [
    ...(nic.isDhcp ? [`iface ${nic.mac} dhcp`] : []),
    ...nic.addresses.map((address) => `address ${nic.mac} ${address}`),
    ...nic.routes
      .filter(({ isAdvertised }) => !isAdvertised)
      .map((route) => `route ${nic.mac} ${routeWords(route)}`),
  ]);
  const dns = network.dns.map((address) => `dns ${address}`);
  const search = network.search.map((domain) => `search ${domain}`);
  return [`hostname ${hostname}`, ...lines, ...dns, ...search, ''].join('\n');
}

const routeWords = ({ to, via, isOnLink }: Route): string =>
  via === null ? `${to} link` : `${to} via ${via}${isOnLink ? ' onlink' : ''}`;

/** A NetworkManager keyfile for one interface. See nm-settings-keyfile(5). */
export function keyfile(nic: Interface, network: Network, order: number): string {
  const section = (family: 'ipv4' | 'ipv6'): readonly string[] => {
    const isOurs = (text: string): boolean => text.includes(':') === (family === 'ipv6');
    const addresses = nic.addresses.filter(isOurs);
    const isManual = !nic.isDhcp && addresses.length > 0;
    if (!isManual) return [`[${family}]`, 'method=auto', ''];
    const routes = nic.routes.filter(
      ({ to, via, isAdvertised }) =>
        !isAdvertised &&
        (isOurs(via ?? to) || (to === 'default' && family === 'ipv4' && via === null)),
    );
    const gateway = routes.find(({ to, via }) => to === 'default' && via !== null)?.via;
    const dns = network.dns.filter(isOurs);
    return [
      `[${family}]`,
      'method=manual',
      ...addresses.map((address, index) => `address${String(index + 1)}=${address}`),
      ...(gateway === undefined || gateway === null ? [] : [`gateway=${gateway}`]),
      ...routes
        .filter(({ to }) => to !== 'default')
        .map(
          ({ to, via }, index) => `route${String(index + 1)}=${to}${via === null ? '' : `,${via}`}`,
        ),
      ...(dns.length === 0 ? [] : [`dns=${dns.join(';')};`]),
      ...(network.search.length === 0 ? [] : [`dns-search=${network.search.join(';')};`]),
      '',
    ];
  };
  return [
    '[connection]',
    `id=stem-${String(order)}`,
    'type=ethernet',
    'autoconnect-priority=10',
    '',
    '[ethernet]',
    `mac-address=${nic.mac}`,
    '',
    ...section('ipv4'),
    ...section('ipv6'),
  ].join('\n');
}
