import { GROWING, STAGING, STAGING_LABEL } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';
import { SEAL } from './seal.ts';

/** Answer: `staging yes|no` (is it in the table), `unused SECTORS` behind the root partition's end. */
const STATE = `if grep -q " $(basename "$3")$" /proc/partitions; then echo 'staging yes'; else echo 'staging no'; fi
n=$(basename "$2")
total=$(cat "/sys/class/block/$(basename "$1")/size")
echo "unused $(( total - $(cat "/sys/class/block/$n/start") - $(cat "/sys/class/block/$n/size") ))"`;

export const tellGrowth = (disk: string, root: string, staging: string): ShellCommand =>
  script('grow-state', STATE, disk, root, staging);

/**
 * The kernel forgets the logical and the extended partition before the table changes; each table change is one sector;
 * the root grows while it is mounted. Whatever cuts it off, the next start goes on from what is there: the seal says `growing`
 * until the file system has grown as well, which the table does not show.
 */
const GROW = `set -e
${SEAL}
disk=$1 root=$2 staging=$3 dir=$4
if [ "$(mountpoint -d /)" != "$(cat "/sys/class/block/$(basename "$root")/dev")" ]; then
  echo "$root is not what the system lies on: set stem_disk to its disk" >&2
  exit 1
fi
# Whoever finds no staging partition later has to know that it is no other disk.
seal "$6" growing
number() { echo "$1" | sed 's/.*[^0-9]//'; }
if mountpoint -q "$dir"; then umount "$dir"; fi
# Our core also looks for the staging partition by its place on the disk: what it finds there must not be half of it.
if [ "$(blkid -p -o value -s LABEL "$staging" 2>/dev/null)" = "$5" ]; then
  dd if=/dev/zero of="$staging" bs=1M count=1 conv=fsync 2>/dev/null
fi
forget() {
  [ -e "/sys/class/block/$(basename "$1")" ] || return 0
  for try in 1 2 3 4 5 6 7 8 9 10; do
    if partx -d --nr "$(number "$1")" "$disk"; then return 0; fi
    udevadm settle 2>/dev/null || true
    sleep 1
  done
  return 1
}
extended=$(sfdisk -d "$disk" | sed -n 's/^\\([^ ]*\\) :.*type= *\\(5\\|f\\|85\\)\\(,.*\\)*$/\\1/p' | head -n 1)
forget "$staging"
if [ -n "$extended" ]; then
  forget "$extended"
  sfdisk -q --no-reread --no-tell-kernel --delete "$disk" "$(number "$extended")"
fi
echo ', +' | sfdisk -q --no-reread --no-tell-kernel -N "$(number "$root")" "$disk"
partx -u --nr "$(number "$root")" "$disk"
resize2fs "$root"
seal "$6" grown`;

export const growRoot = (disk: string, root: string, staging: string): ShellCommand =>
  script('grow', GROW, disk, root, staging, STAGING, STAGING_LABEL, GROWING);
