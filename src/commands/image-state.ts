import {
  ENVIRONMENT_CERTIFICATES,
  IDENTITY,
  NEW_DATA,
  NEW_ROOT,
  NEW_STATE,
} from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** What a balenaOS takes over from its state partition: each file lies where it appears in the running system. */
const OVERLAY = `${NEW_STATE}/root-overlay`;
/** Where it is missing, balenaOS takes a state or data partition for new, and wipes what is there. */
const FLAG = 'remove_me_to_reset';
/** Where the running system finds the files of WPA-Enterprise: its root is read-only, and FAT has no modes. */
export const IMAGE_CERTIFICATES = '/mnt/state/stem/certificates';
export const STATE_SEAL = `${NEW_STATE}/stem/state-written`;

/**
 * A reset, which the flag files keep away, would also have put the supervisor's version into the overlay: so that is done here.
 * The seal is written last; the flag files before it, so that nothing of this is wiped at the first boot.
 */
const WRITE = `set -eu
id=$1 overlay=$2 state=$3 data=$4 flag=$5 root=$6 certs=$7
umask 022
keys=$overlay/etc/ssh/hostkeys
mkdir -p "$keys"
count=0
for key in "$id"/etc/ssh/ssh_host_*_key; do
  [ -s "$key" ] || continue
  name=$(basename "$key")
  cp "$key" "$keys/$name.new"
  chmod 0600 "$keys/$name.new"
  mv -T "$keys/$name.new" "$keys/$name"
  if [ -s "$key.pub" ]; then
    cp "$key.pub" "$keys/$name.pub"
    chmod 0644 "$keys/$name.pub"
  fi
  count=$((count + 1))
done
[ "$count" -gt 0 ] || { echo 'the recorded identity has no host key' >&2; exit 1; }
chown -R 0:0 "$keys"
mkdir -p "$overlay/etc"
cat "$id/etc/stem/hostname" >"$overlay/etc/hostname"
if grep -qsxE '[0-9a-f]{32}' "$id/etc/stem/machine-id"; then
  cat "$id/etc/stem/machine-id" >"$state/machine-id"
fi
conf=etc/balena-supervisor/supervisor.conf
if [ ! -s "$overlay/$conf" ] && [ -s "$root/$conf" ]; then
  mkdir -p "$overlay/etc/balena-supervisor"
  cp "$root/$conf" "$overlay/$conf.new"
  chmod 0644 "$overlay/$conf.new"
  mv -T "$overlay/$conf.new" "$overlay/$conf"
fi
if [ -d "$id/$certs" ]; then
  mkdir -p -m 0700 "$state/stem/certificates"
  cp "$id/$certs"/* "$state/stem/certificates/"
  chmod 0600 "$state/stem/certificates"/*
fi
for dir in "$state" "$data"; do
  [ -e "$dir/$flag" ] || : >"$dir/$flag"
done
sync`;

export const writeState = (): ShellCommand =>
  script(
    'image-state',
    WRITE,
    ...[IDENTITY, OVERLAY, NEW_STATE, NEW_DATA, FLAG, NEW_ROOT],
    ENVIRONMENT_CERTIFICATES.slice(1),
  );
