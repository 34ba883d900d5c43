import {
  ENVIRONMENT_CERTIFICATES,
  IDENTITY,
  NEW_CERTIFICATES,
  NEW_ROOT,
  STAGING,
} from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Host keys, authorized keys and password hashes stay on the device: they are copied there, never asked for.
 * `$3` is the login user, who may be root; behind it come the files of WPA-Enterprise, each with its name there. Then all of it becomes a second initramfs for GRUB,
 * whose directories overlay those of the environment: hence their modes.
 */
const COLLECT = `set -e
umask 077
cd "$1"
mkdir -p etc/ssh root/.ssh
cp -p /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub etc/ssh/
home() { awk -F: -v u="$1" '$1 == u { print $6 }' /etc/passwd; }
for user in root "$3"; do
  [ -n "$(home "$user")" ] || { echo "no such user: $user" >&2; exit 1; }
done
for user in root "$3"; do
  home=$(home "$user")
  if [ -f "$home/.ssh/authorized_keys" ]; then cat "$home/.ssh/authorized_keys"; echo; fi
done | awk 'NF && $1 !~ /^#/ && !seen[$0]++' >root/.ssh/authorized_keys
for user in root "$3"; do awk -F: -v u="$user" '$1 == u { print $1 ":" $2 ":" }' /etc/shadow; done |
  awk '!seen[$0]++' >etc/stem/accounts
awk -F: -v u="$3" '$1 == u' /etc/passwd >etc/stem/login
if sudo -n -l -U "$3" 2>/dev/null | grep -q 'NOPASSWD: ALL'; then : >etc/stem/login-nopasswd; fi
for f in /etc/machine-id /var/lib/dbus/machine-id; do
  if [ ! -s etc/stem/machine-id ] && [ -s "$f" ]; then cat "$f" >etc/stem/machine-id; fi
done
to=$2 certs=$4
shift 4
while [ $# -gt 1 ]; do
  mkdir -p "$certs"
  cat "$1" >"$certs/$2"
  shift 2
done
chmod 0755 etc etc/ssh etc/stem
mkdir -p "$to/stem"
find etc root | sort | cpio -o -H newc --quiet >"$to/stem/identity.img.new"
sync
mv -T "$to/stem/identity.img.new" "$to/stem/identity.img"
sync`;

/** `certificates`: paths of the old system, and their names. */
export const collectIdentity = (
  loginUser: string,
  certificates: ReadonlyMap<string, string> = new Map(),
): ShellCommand =>
  script(
    'identity',
    COLLECT,
    ...[IDENTITY, STAGING, loginUser, ENVIRONMENT_CERTIFICATES.slice(1)],
    ...[...certificates].flat(),
  );

/**
 * The new system gets the host keys, root's authorized keys and the login user with the same uid, password and right
 * to sudo. A user of that name which the new system brings itself keeps its numbers. What the image calls itself in its
 * hosts is not this device: sudo looks up the device's name each time, and where no name server answers that takes 15 s.
 */
const CONFIGURE = `set -e
umask 022
r=$1 id=$2
mkdir -p "$r/etc/ssh"
cp -p "$id"/etc/ssh/ssh_host_* "$r/etc/ssh/"
chown 0:0 "$r"/etc/ssh/ssh_host_*
keys() {
  [ -d "$1/.ssh" ] || mkdir -m 700 "$1/.ssh"
  cp "$id/root/.ssh/authorized_keys" "$1/.ssh/authorized_keys"
  chmod 600 "$1/.ssh/authorized_keys"
  chown -R "$2" "$1/.ssh"
}
setpass() {
  umask 077
  awk -F: -v OFS=: -v u="$1" -v h="$2" '$1 == u { $2 = h } { print }' "$r/etc/shadow" >"$r/etc/shadow.new"
  cat "$r/etc/shadow.new" >"$r/etc/shadow"
  rm -f "$r/etc/shadow.new"
  umask 022
}
[ -d "$r/root" ] || mkdir -m 700 "$r/root"
keys "$r/root" 0:0
hash=$(awk -F: '$1 == "root" { print $2 }' "$id/etc/stem/accounts")
case $hash in '$'*) setpass root "$hash" ;; esac
IFS=: read -r user pw uid gid gecos home shell <"$id/etc/stem/login"
if [ "$uid" != 0 ]; then
  if ! grep -q "^$user:" "$r/etc/passwd"; then
    [ -x "$r$shell" ] || shell=/bin/sh
    echo "$user:x:$uid:$gid:$gecos:$home:$shell" >>"$r/etc/passwd"
    awk -F: -v g="$gid" '$3 == g { f = 1 } END { exit !f }' "$r/etc/group" || echo "$user:x:$gid:" >>"$r/etc/group"
    echo "$user:*:19000:0:99999:7:::" >>"$r/etc/shadow"
  fi
  hash=$(awk -F: -v u="$user" '$1 == u { print $2 }' "$id/etc/stem/accounts")
  setpass "$user" "$hash"
  mkdir -p "$r$home"
  own=$(awk -F: -v u="$user" '$1 == u { print $3 ":" $4 }' "$r/etc/passwd")
  chown "$own" "$r$home"
  keys "$r$home" "$own"
  if [ -d "$r/etc/sudoers.d" ]; then
    tag=; if [ -e "$id/etc/stem/login-nopasswd" ]; then tag=NOPASSWD:; fi
    echo "$user ALL=(ALL:ALL) $tag ALL" >"$r/etc/sudoers.d/stem-login"
    chmod 440 "$r/etc/sudoers.d/stem-login"
  fi
fi
name=$(cat "$id/etc/stem/hostname")
hosts=$(grep -v '^127\\.0\\.1\\.1[[:space:]]' "$r/etc/hosts" 2>/dev/null || true)
printf '%s\\n' "\${hosts:-127.0.0.1 localhost}" "127.0.1.1 $name" >"$r/etc/hosts"
rm -f "$r"/etc/NetworkManager/system-connections/stem-*.nmconnection
if [ -d "$id/$3" ]; then
  mkdir -p -m 700 "$r/$4"
  cp "$id/$3"/* "$r/$4/"
  chmod 600 "$r/$4"/*
fi
sync`;

export const configureIdentity = (): ShellCommand =>
  script(
    'configure-identity',
    CONFIGURE,
    ...[NEW_ROOT, IDENTITY, ENVIRONMENT_CERTIFICATES.slice(1), NEW_CERTIFICATES.slice(1)],
  );
