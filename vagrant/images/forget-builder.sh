#!/bin/sh
# forget-builder.sh ROOT HOSTNAME: takes away what mmdebstrap leaves of the building machine: names and mirrors.
# An empty machine id is filled at the first boot; `uninitialized` would make systemd enable every unit again.
set -eu
root=$1 hostname=$2
rm -f "$root/etc/apt/sources.list" "$root"/etc/apt/sources.list.d/* "$root/etc/resolv.conf"
echo "$hostname" >"$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$hostname" >"$root/etc/hosts"
: >"$root/etc/machine-id"
rm -f "$root"/etc/ssh/ssh_host_*
