import type { Interface, Network, Route } from '../model/network.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Physical interfaces with their MAC, the radio network that one is in, VLANs, addresses, routes, DNS, and who uses DHCP: those named in the arguments of a
 * DHCP client, or `dhcp` in /etc/network/interfaces.
 */
const STATE = `for i in /sys/class/net/*; do
  n=\${i##*/}
  [ -e "$i/device" ] && echo "nic $n $(cat "$i/address")"
  { [ -e "$i/device" ] || [ -e "/proc/net/vlan/$n" ]; } && [ -r "$i/mtu" ] && echo "mtu $n $(cat "$i/mtu")"
  if [ -d "$i/wireless" ] || [ -e "$i/phy80211" ]; then
    echo "wifi $n"
    wpa_cli -i "$n" status 2>/dev/null | sed -n "s/^ssid=/ssid $n /p"
    iw dev "$n" link 2>/dev/null | sed -n "s/^[[:space:]]*SSID: /ssid $n /p"
    name=$(iwgetid "$n" --raw 2>/dev/null) && [ -n "$name" ] && printf 'ssid %s %s\\n' "$n" "$(printf %s "$name" | sed 's/\\\\/&&/g')"
  fi
done
sed -n 's/^\\([^ ]*\\) *| *\\([0-9]*\\) *| *\\([^ ]*\\)$/vlan \\1 \\2 \\3/p' /proc/net/vlan/config 2>/dev/null
ip -o -4 addr show scope global | sed 's/^/addr /'
ip -o -6 addr show scope global 2>/dev/null | sed 's/^/addr /'
ip -4 route | sed 's/^/route /'
ip -6 route show default 2>/dev/null | sed 's/^/route6 /'
sed -n 's/^\\(nameserver\\|search\\)[ \\t]/\\1 /p' /etc/resolv.conf
ps -e -o args= | grep -E '^[^ ]*(dhclient|udhcpc|dhcpcd)' | sed 's/^/client /'
i=/etc/network/interfaces
for d in $(sed -n 's/^[[:space:]]*source-directory[[:space:]][[:space:]]*//p' $i 2>/dev/null); do set -- "$@" "$d"/*; done
cat $i $(sed -n 's/^[[:space:]]*source[[:space:]][[:space:]]*//p' $i 2>/dev/null) "$@" 2>/dev/null | awk '$1 == "iface" && $3 == "inet" && $4 == "dhcp" { print "dhcp " $2 }'`;

export const tellNetwork = (): ShellCommand => script('network', STATE);

/** `etc/stem/network` of docs/device-protocol.md: what the environment configures by MAC. */
export function networkFile(hostname: string, network: Network): string {
  const ours = network.interfaces.filter(({ kind, isDown }) => kind !== 'vlan' && isDown !== true);
  const lines = ours.flatMap((nic) => [
    ...(isRadio(nic) ? [`wifi ${nic.mac}`] : []),
    ...(nic.mtu === undefined ? [] : [`mtu ${nic.mac} ${String(nic.mtu)}`]),
    ...(nic.isDhcp
      ? [`iface ${nic.mac} dhcp${nic.clientId === undefined ? '' : ` ${nic.clientId}`}`]
      : []),
    ...nic.addresses.map((address) => `address ${nic.mac} ${address}`),
    ...nic.routes
      .filter(({ isAdvertised }) => !isAdvertised)
      .map((route) => `route ${nic.mac} ${routeWords(route)}`),
  ]);
  const dns = network.dns.map((address) => `dns ${address}`);
  const search = network.search.map((domain) => `search ${domain}`);
  return [`hostname ${hostname}`, ...lines, ...dns, ...search, ''].join('\n');
}

/** The radio of a card that has no address is left off in the environment. */
const isRadio = ({ kind, isDhcp, addresses }: Interface): boolean =>
  kind === 'wifi' && (isDhcp || addresses.length > 0);

/** The cards for which the environment's wpa_supplicant is started. */
export const radiosOf = ({ interfaces }: Network): readonly string[] =>
  interfaces.filter((nic) => isRadio(nic) && nic.isDown !== true).map(({ mac }) => mac);

const routeWords = ({ to, via, isOnLink, metric }: Route): string =>
  [
    ...(via === null ? [to, 'link'] : [to, 'via', via]),
    ...(via !== null && isOnLink ? ['onlink'] : []),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
  ].join(' ');
