import type { ShellCommand } from '../../model/command.ts';
import { script } from '../script.ts';

/** On the old root, which lies on the disk that will be written. */
export const SCRATCH_FILE = '/var/tmp/.stem-w';
export const SCRATCH_MIB = 8;

/** The file goes in any case: dash runs no EXIT trap when a signal ends it, so that signals are trapped too. */
const TEST = `trap 'rm -f "$1"' EXIT
trap 'exit 1' HUP INT TERM
rm -f "$1"
dd if=/dev/urandom of="$1" bs=1M count="$2" conv=fsync 2>/dev/null || { echo "writing $1 fails" >&2; exit 1; }
meant=$(sha256sum <"$1")
sync
echo 3 >/proc/sys/vm/drop_caches
seen=$(sha256sum <"$1")
[ "$meant" = "$seen" ] || { echo "$1 does not read back as it was written" >&2; exit 1; }`;

export const testWriting = (): ShellCommand =>
  script('scratch', TEST, SCRATCH_FILE, String(SCRATCH_MIB));
