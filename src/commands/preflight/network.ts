import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

export const tellNics = (): ShellCommand =>
  ask(
    'P27',
    `for i in /sys/class/net/*; do
  [ -e "$i/device" ] || continue
  r "$i/address"; line="nic \${i##*/} $v"
  r "$i/operstate"; line="$line $v"
  r "$i/carrier"; line="$line \${v:-0}"
  driver=$(readlink -f "$i/device/driver")
  echo "$line \${driver##*/}"
done
echo asked`,
  );

/**
 * Every source of network settings, by kind and name only: their files hold passwords. `connection` is the link
 * that asks this, found in the environment of a parent where sudo has taken it away.
 */
export const tellUplinks = (): ShellCommand =>
  ask(
    'P28',
    `p=$$ c=\${SSH_CONNECTION:-}
while [ -z "$c" ] && [ "\${p:-1}" -gt 1 ]; do
  c=$(tr '\\0' '\\n' <"/proc/$p/environ" | sed -n 's/^SSH_CONNECTION=//p')
  r "/proc/$p/stat"; set -- \${v##*) }; p=$2
done
[ -n "$c" ] && echo "connection $c"
for i in /sys/class/net/*; do
  n=\${i##*/}; kind=other
  r "$i/type"
  if [ "$n" = lo ]; then continue; fi
  if [ -d "$i/bonding" ]; then kind=bond
  elif [ -d "$i/bridge" ]; then kind=bridge
  elif [ -e "/proc/net/vlan/$n" ]; then kind=vlan
  elif [ -e "$i/tun_flags" ]; then kind=vpn
  elif [ "$v" = 512 ]; then kind=ppp
  elif [ -d "$i/wireless" ] || [ -e "$i/phy80211" ]; then kind=wifi
  elif grep -qs '^DEVTYPE=wwan' "$i/uevent"; then kind=modem
  elif [ -e "$i/device" ]; then kind=wired; fi
  case $kind in
    wifi) driver=$(readlink -f "$i/device/driver"); echo "link $n $kind \${driver##*/}" ;;
    wired) echo "link $n $kind" ;;
    *) echo "link $n $kind"; continue ;;
  esac
  r "$i/addr_assign_type"
  case $v in '' | 0) continue ;; esac
  r "$i/address"
  case $(ethtool -P "$n" 2>/dev/null) in *"\${v:-none}") ;; *) echo "set $n" ;; esac
done
ip -o addr show scope global | awk '{ print "addr", $2, $4 }'
ip -4 route show default
ip -6 route show default
grep -qsE '^[[:space:]]*(pre-up|up|post-up|down|pre-down|post-down)[[:space:]]' /etc/network/interfaces /etc/network/interfaces.d/* &&
  echo 'source command-in-interfaces'
for f in /etc/NetworkManager/system-connections/*; do
  [ -e "$f" ] && sed -n 's/^type=/source NetworkManager-/p' "$f"
done
for f in /etc/wpa_supplicant/*.conf /var/lib/connman/*/settings /etc/openvpn/*.conf /etc/ppp/peers/*; do
  case $f in *'*'*|*/provider) ;; *) echo "source $f" ;; esac
done`,
  );

/** The newest last: its lease is the one that counts. */
export const tellLeases = (): ShellCommand =>
  ask(
    'P29',
    `for f in $(ls -tr /var/lib/dhcp/*.lease* /var/lib/NetworkManager/*.lease* | tail -n 3); do
  echo "lease $f"
  tail -n 25 "$f" | grep -E 'fixed-address|expire|dhcp-lease-time|client-identifier' | k in
done
grep -E '^[[:space:]]*send[[:space:]]+dhcp-client-identifier' /etc/dhcp/dhclient.conf | k configured
echo asked`,
  );

/** Files that name a proxy: only their names, since an address may hold a password. */
export const NAMED_PROXIES = `grep -liE '^[^#]*https?_proxy' /etc/environment | k proxy
grep -rliE '^[^#]*proxy' /etc/apt/apt.conf /etc/apt/apt.conf.d | k proxy`;

/**
 * All at once, five seconds for each. Only bash has /dev/tcp; where somebody took it away, netcat does. The reason is
 * what stands behind the last colon of what they say.
 */
export const tellReachable = (endpoints: readonly string[]): ShellCommand =>
  ask(
    'P36',
    `${NAMED_PROXIES}
if command -v bash >/dev/null; then
  try() { timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2"' stem "$@" 2>&1; }
elif command -v nc >/dev/null; then
  try() { timeout 5 nc -vz "$@" 2>&1; }
else echo 'bash missing'; exit 0; fi
one() {
  why=$(try "\${1%:*}" "\${1##*:}")
  case $? in
    0) echo "reached $1"; return ;;
    124) why='no answer in 5 s' ;;
  esac
  why=$(printf '%s\\n' "$why" | sed -n 1p)
  echo "failed $1 \${why##*: }"
}
for e; do one "$e" & done
wait`,
    ...endpoints,
  );
