import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes of an sshd a device of its own as far as tests see: its own /run/stem, so that it shares no lock with other servers of this
 * machine; its own boot id; and a `reboot` (also called `shutdown`) that gives it another boot id and drops its sessions,
 * and never gets to this machine's own: without these mounts, sshd does not start.
 */
const SETUP = `set -e
d=$1; shift
mount --make-rprivate /
mkdir -p /run/stem
mount -t tmpfs none /run/stem
cat /proc/sys/kernel/random/boot_id >"$d/boot_id"
mount --bind "$d/boot_id" /proc/sys/kernel/random/boot_id
mount -t tmpfs none /usr/local/sbin
for name in reboot shutdown; do
if there=$(command -v "$name"); then mount --bind "$d/reboot" "$there"
else cp "$d/reboot" "/usr/local/sbin/$name"; fi
done
exec "$@"`;

/** The sessions are the children of the server. The one that asked gets its answer first. */
const REBOOT = (directory: string): string => `#!/bin/sh
cat /proc/sys/kernel/random/uuid >'${directory}/boot_id'
server=$(cat '${directory}/pid')
sessions=$(ps -o pid= --ppid "$server")
setsid sh -c 'sleep 0.5; kill $1' sh "$sessions" >/dev/null 2>&1 </dev/null &
`;

export function asDevice(directory: string, words: readonly string[]): readonly string[] {
  writeFileSync(join(directory, 'reboot'), REBOOT(directory), { mode: 0o755 });
  return ['unshare', '-m', 'sh', '-c', SETUP, 'sh', directory, ...words];
}
