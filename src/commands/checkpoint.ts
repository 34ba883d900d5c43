import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * GRUB doesn't replay ext4's journal, so `sync` alone leaves a renamed file invisible to it. Freezing writes the
 * journal's content to its place. The guard thaws where this script is killed in between. Then each file is read past the
 * cache, by the metadata that GRUB sees too, and compared.
 */
export const CHECKPOINT = `checkpoint() {
  mnt=$1 dev=$2
  shift 2
  sync
  (sleep 30; fsfreeze -u "$mnt") >/dev/null 2>&1 &
  guard=$!
  fsfreeze -f "$mnt"
  fsfreeze -u "$mnt"
  kill "$guard" 2>/dev/null || true
  for file in "$@"; do
    seen=$(debugfs -D -R "cat $file" "$dev" 2>/dev/null | sha256sum)
    meant=$(sha256sum <"\${mnt%/}$file")
    [ "$seen" = "$meant" ] || { echo "GRUB would not see $file on $dev as it is" >&2; return 1; }
  done
}`;

/** Paths are absolute within the file system. */
export const checkpoint = (
  mountPoint: string,
  device: string,
  paths: readonly string[],
): ShellCommand =>
  script('checkpoint', `set -e\n${CHECKPOINT}\ncheckpoint "$@"`, mountPoint, device, ...paths);
