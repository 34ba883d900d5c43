import { BUNDLE, NEW_ROOT, SEALS } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** Says which bundle lies unpacked on the new root. */
export const UNPACKED = `${NEW_ROOT}${SEALS}/unpacked`;

/** Empties a half-unpacked root first: what an earlier try left must not mix with this one. */
const UNPACK = `set -e
mountpoint -q "$2"
find "$2" -xdev -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
case $1 in *.zst) z=--zstd ;; *.gz) z=-z ;; *) z= ;; esac
tar $z -xpf "$1" -C "$2" --numeric-owner --same-owner --xattrs --xattrs-include='*' --acls
sync
echo 3 >/proc/sys/vm/drop_caches`;

export const unpackRoot = (archive: string): ShellCommand =>
  script('unpack-root', UNPACK, `${BUNDLE}/${archive}`, NEW_ROOT);

/**
 * Unmounted and mounted again read-only, with the caches dropped: what is compared comes from the disk. The target
 * of the final mount is the same as before, also where a checksum differs.
 */
const VERIFY = `set -e
dev=$(awk -v d="$1" '$2 == d { x = $1 } END { print x }' /proc/mounts)
umount "$1"
blockdev --flushbufs "$dev"
echo 3 >/proc/sys/vm/drop_caches
mount -t ext4 -o ro,noatime "$dev" "$1"
rc=0
(cd "$1" && sha256sum -c --quiet --strict "$2") || rc=$?
mount -o remount,rw "$1"
# A block that was lost on its way stays lost: whoever resumes has to unpack again.
if [ "$rc" != 0 ]; then rm -f "$3"; sync; fi
exit $rc`;

export const verifyRoot = (checksums: string): ShellCommand =>
  script('verify-root', VERIFY, NEW_ROOT, `${BUNDLE}/${checksums}`, UNPACKED);
