import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Every file that says how the old system gets into its networks, in hex: `file KIND PATH TEXT`. They hold passphrases, so
 * the answer goes nowhere but to its parser. `there PATH`: a certificate or key that one of them names.
 */
const CONFIG = `LC_ALL=C; export LC_ALL
hex() { od -An -v -tx1 | tr -d ' \\n'; }
tell() {
  if [ -f "$2" ] && [ -r "$2" ]; then
    echo "file $1 $(printf %s "$2" | hex) $(head -c ${String(2 ** 15)} "$2" | hex)"
  fi
}
i=/etc/network/interfaces
set -- $i $(sed -n 's/^[[:space:]]*source[[:space:]][[:space:]]*//p' $i 2>/dev/null)
for d in $(sed -n 's/^[[:space:]]*source-directory[[:space:]][[:space:]]*//p' $i 2>/dev/null); do
  set -- "$@" "$d"/*
done
for f; do tell interfaces "$f"; done
for f in /etc/wpa_supplicant.conf /etc/wpa_supplicant/*.conf \\
  $(cat "$@" 2>/dev/null | awk '$1 ~ /^wpa[-_](conf|roam)$/ { gsub(/"/, "", $2); print $2 }') \\
  $(ps -e -o args= | sed -n 's/^[^ ]*wpa_supplicant .*-c *\\([^ ]*\\).*/\\1/p'); do tell wpa "$f"; done
for f in /etc/NetworkManager/system-connections/* /run/NetworkManager/system-connections/*; do
  case $f in *~ | *.bak | *.dpkg-*) ;; *) tell nm "$f" ;; esac
done
for f in /var/lib/connman/*/settings /var/lib/connman/*.config; do tell connman "$f"; done
for f in /etc/dhcp/dhclient.conf /etc/dhcp3/dhclient.conf; do tell dhclient "$f"; done
set -- "$@" /etc/wpa_supplicant.conf /etc/wpa_supplicant/*.conf /etc/NetworkManager/system-connections/* /var/lib/connman/*.config
cat "$@" 2>/dev/null | tr -d '\\r' | sed -n -e 's/"[[:space:]]*$//' -e 's|^[^#]*[=:"[:space:]]\\(file://\\)\\{0,1\\}\\(/[^"]*\\)$|\\2|p' |
  sort -u | while read -r f; do
    if [ -f "$f" ]; then echo "there $(printf %s "$f" | hex)"; fi
  done
echo asked`;

export const tellNetworkConfig = (): ShellCommand => script('network-config', CONFIG);
