import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Own {
  /** Files that the server and all its sessions see in the place of this machine's /etc: path and text. */
  readonly files?: Readonly<Record<string, string>>;
  /** A boot id of its own, and a `reboot` (also called `shutdown`) that gives it another one and drops its sessions. */
  readonly isDevice?: boolean;
}

/**
 * Makes of an sshd a device of its own as far as tests see, in a namespace of mounts: nothing of this machine changes, and what an
 * earlier test left here is not found. Without these mounts, sshd does not start; `exec` keeps the process id.
 */
const SETUP = `set -e
d=$1 own=$2 files=$3; shift 3
mount --make-rprivate /
mkdir -p /run/stem /var/lib/stem
mount -t tmpfs none /run/stem
mount -t tmpfs none /var/lib/stem
`;

/** Of its own as a whole: a file that is mounted over comes back as soon as anybody renames another into its place, as useradd does. */
const OWN_FILES = `if [ "$files" -gt 0 ]; then
mkdir "$d/etc"; cp -a /etc/. "$d/etc/"
mount --bind "$d/etc" /etc
fi
while [ "$files" -gt 0 ]; do cat "$1" >"$2"; shift 2; files=$((files-1)); done
`;

/** Its reboot never gets to this machine's own. */
const OWN_BOOT = `if [ "$own" = yes ]; then
cat /proc/sys/kernel/random/boot_id >"$d/boot_id"
mount --bind "$d/boot_id" /proc/sys/kernel/random/boot_id
mount -t tmpfs none /usr/local/sbin
for name in reboot shutdown; do
if there=$(command -v "$name"); then mount --bind "$d/reboot" "$there"
else cp "$d/reboot" "/usr/local/sbin/$name"; fi
done
fi
exec "$@"`;

/** The sessions are the children of the server. The one that asked gets its answer first. */
const REBOOT = (directory: string): string => `#!/bin/sh
cat /proc/sys/kernel/random/uuid >'${directory}/boot_id'
server=$(cat '${directory}/pid')
sessions=$(ps -o pid= --ppid "$server")
setsid sh -c 'sleep 0.5; kill $1' sh "$sessions" >/dev/null 2>&1 </dev/null &
`;

/** @returns the command that gives `words` a namespace of their own; `directory`: where its files may lie */
export function inNamespace(
  directory: string,
  words: readonly string[],
  { files = {}, isDevice = false }: Own,
): readonly [string, ...string[]] {
  writeFileSync(join(directory, 'reboot'), REBOOT(directory), { mode: 0o755 });
  const pairs = Object.entries(files).flatMap(([path, text], index) => {
    const own = join(directory, `file-${String(index)}`);
    writeFileSync(own, text);
    return [own, path];
  });
  const own = [directory, isDevice ? 'yes' : 'no', String(pairs.length / 2), ...pairs];
  return ['unshare', '-m', 'sh', '-c', SETUP + OWN_FILES + OWN_BOOT, 'sh', ...own, ...words];
}
