import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** A line each: a name, then what the device says. What a device lacks is left out. */
const GATHER = String.raw`say() { [ -z "$2" ] || printf '%s %s\n' "$1" "$2"; }
say nodename "$(uname -n)"; say kernel "$(uname -r)"; say architecture "$(uname -m)"; say system "$(uname -s)"
say kernel_version "$(uname -v)"
say fqdn "$(hostname -f 2>/dev/null || hostname)"; say domain "$(hostname -d 2>/dev/null)"
[ ! -r /etc/os-release ] || while read -r l; do say os-release "$l"; done </etc/os-release
[ ! -r /etc/debian_version ] || say debian_version "$(cat /etc/debian_version)"
[ ! -r /etc/lsb-release ] || while read -r l; do say lsb-release "$l"; done </etc/lsb-release
while read -r k v u; do case $k in MemTotal:|MemFree:|SwapTotal:|SwapFree:|MemAvailable:) say "${'$'}{k%:}" "$v" ;; esac; done </proc/meminfo
say vcpus "$(grep -c '^processor' /proc/cpuinfo)"
say cpu_model "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
say cores "$(sed -n 's/^cpu cores[^:]*: //p' /proc/cpuinfo | head -n 1)"
say pid1 "$(cat /proc/1/comm 2>/dev/null)"
[ ! -d /run/systemd/system ] || say systemd yes
say uptime "$(cut -d. -f1 /proc/uptime)"
say boot_id "$(cat /proc/sys/kernel/random/boot_id)"
say machine_id "$(cat /etc/machine-id /var/lib/dbus/machine-id 2>/dev/null | head -n 1)"
for k in product_name product_version product_serial product_uuid sys_vendor bios_version bios_date board_name; do
say "dmi-$k" "$(cat "/sys/class/dmi/id/$k" 2>/dev/null)"; done
say date "$(date '+%Y %m %d %H %M %S %s %Z %z %A %u %V %j')"
say utc "$(date -u '+%Y-%m-%dT%H:%M:%SZ')"
say user "$(id -un) $(id -u) $(id -g)"; say home "$HOME"; say shell "$SHELL"; say cmdline "$(cat /proc/cmdline)"
ip -o link 2>/dev/null | while read -r l; do say link "$l"; done
ip -o addr 2>/dev/null | while read -r l; do say addr "$l"; done
say route4 "$(ip -4 route get 8.8.8.8 2>/dev/null | head -n 1)"
say gateway4 "$(ip -4 route show default 2>/dev/null | head -n 1)"
say route6 "$(ip -6 route get 2001:4860:4860::8888 2>/dev/null | head -n 1)"
while read -r l; do say mount "$l"; done </proc/mounts
df -P -k 2>/dev/null | while read -r l; do say df "$l"; done
for d in /sys/block/*; do
case $d in */loop*|*/ram*|*'*') continue ;; esac
say block "${'$'}{d##*/} $(cat "$d/size") $(cat "$d/removable" 2>/dev/null || echo 0) $(cat "$d/queue/rotational" 2>/dev/null || echo 0)"
done
for n in $(sed -n 's/^nameserver //p' /etc/resolv.conf 2>/dev/null); do say nameserver "$n"; done
env | while read -r l; do say env "$l"; done
for p in bash python3 python perl apt dnf yum zypper apk; do say tool "$(command -v "$p")"; done
:`;

export const tellGathered = (): ShellCommand => script('gather', GATHER);
