import { BUNDLE } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { CORE_SECTOR, OLD_SECTOR } from './grub-config.ts';
import { script } from './script.ts';

/** Where the first sector of the disk, as it will be, lies ready: in front of the copy of the old one. */
export const LOADER_SECTOR = OLD_SECTOR - 1;

/** Length of the boot code: behind it come the disk's own number and the partition table, which stay. */
const CODE_BYTES = 440;

/** Offset of the core's place in the boot code: see `core-switch.ts`. An image has its core at sector 1. */
const PRELUDE = `set -eu
export LC_ALL=C
disk=$1 boot=$2 core=$3 ready=${String(LOADER_SECTOR)} code=${String(CODE_BYTES)}
case $disk in /dev/*) in=iflag=direct out=oflag=direct ;; *) in= out= ;; esac
t=$(mktemp -d /run/stem-loader.XXXXXX)
trap 'rm -rf "$t"' EXIT
sectors() { dd if="$disk" bs=512 skip="$1" count="$2" $in 2>/dev/null; }
put() { dd of="$disk" bs=512 seek="$1" conv=notrunc,fsync $out 2>/dev/null; }
number() { set -- $(od -An -v -tu1 -j"$2" -N4 "$1"); echo $(( $1 + $2 * 256 + $3 * 65536 + $4 * 16777216 )); }
is_code() { head -c "$code" "$boot" >"$t/code"; head -c "$code" "$1" | cmp -s - "$t/code"; }
is_table() { tail -c +$(( code + 1 )) "$1" | head -c $(( 512 - code )) >"$t/table"; tail -c +$(( code + 1 )) "$t/mbr" | cmp -s - "$t/table"; }
sectors 0 1 >"$t/mbr"
`;

const TELL = `${PRELUDE}
if [ -s "$boot" ]; then
  if is_code "$t/mbr"; then echo 'code image'; else echo 'code other'; fi
fi`;

/** Answer: `code image` or `code other`; nothing where the bundle is gone with the staging partition. */
export const tellLoader = (disk: string, boot: string): ShellCommand =>
  script('loader-state', TELL, disk, `${BUNDLE}/${boot}`, '');

/**
 * Nothing of this boots yet: the first sector points at our core behind it. The image's core goes where it belongs, and the
 * first sector, made of its boot code and this disk's table, beside our own.
 */
const PREPARE = `${PRELUDE}
[ "$(number "$t/mbr" 92)" = "${String(CORE_SECTOR)}" ] || { echo 'the first sector does not point at our core' >&2; exit 1; }
length=$(( ($(wc -c <"$core") + 511) / 512 ))
[ "$length" -gt 0 ] && [ $(( 1 + length )) -le "$ready" ] || { echo "the image's core has $length sectors, there is room for $(( ready - 1 ))" >&2; exit 1; }
dd if="$core" of="$t/core" bs=512 conv=sync 2>/dev/null
{ head -c "$code" "$boot"; tail -c +$(( code + 1 )) "$t/mbr"; } >"$t/new"
[ "$(wc -c <"$t/new")" = 512 ]
[ "$(number "$t/new" 92)" = 1 ] || { echo "the image's boot code does not look for its core at sector 1" >&2; exit 1; }
put 1 <"$t/core"
put "$ready" <"$t/new"
sectors 1 "$length" | cmp - "$t/core"
sectors "$ready" 1 | cmp - "$t/new"`;

/** `boot` and `core` are members of the bundle. */
export const prepareLoader = (disk: string, boot: string, core: string): ShellCommand =>
  script('loader-prepare', PREPARE, disk, `${BUNDLE}/${boot}`, `${BUNDLE}/${core}`);

/** ONE sector, which was booted from its other place before. */
const SWITCH = `${PRELUDE}
sectors "$ready" 1 >"$t/new"
is_code "$t/new" || { echo "sector $ready does not hold the image's boot code" >&2; exit 1; }
is_table "$t/new" || { echo "sector $ready has another partition table than the first sector" >&2; exit 1; }
length=$(( ($(wc -c <"$core") + 511) / 512 ))
dd if="$core" of="$t/core" bs=512 conv=sync 2>/dev/null
sectors 1 "$length" | cmp - "$t/core"
put 0 <"$t/new"
sectors 0 1 | cmp - "$t/new"`;

export const switchLoader = (disk: string, boot: string, core: string): ShellCommand =>
  script('loader-switch', SWITCH, disk, `${BUNDLE}/${boot}`, `${BUNDLE}/${core}`);

/** What is left of our own in front of the first partition. */
const CLEAN = `${PRELUDE}
[ "$(number "$t/mbr" 92)" = 1 ] || { echo 'our core is still what boots' >&2; exit 1; }
dd if=/dev/zero of="$t/zero" bs=512 count=1026 2>/dev/null
put "$ready" <"$t/zero"
sectors "$ready" 1026 | cmp - "$t/zero"`;

/** Our core begins in the third of these 1026 sectors, and ended where the old first partition began at the latest. */
export const cleanGap = (disk: string): ShellCommand => script('loader-clean', CLEAN, disk, '', '');
