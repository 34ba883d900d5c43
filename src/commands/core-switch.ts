import { RUN } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { CORE_SECTOR, OLD_SECTOR } from './grub-config.ts';
import { script } from './script.ts';

/** Where the core image is made: in memory. */
const BUILD_DIR = `${RUN}/core`;

/** Everything the script in the core needs: it loads no module from a disk. */
const MODULES = [
  'biosdisk part_msdos part_gpt ext2 fat memdisk tar normal configfile linux search search_label',
  'search_fs_uuid search_fs_file probe regexp gzio test echo loadenv sleep reboot chain boot loopback serial terminal minicmd',
].join(' ');

const BUILD = `set -e
umask 077
rm -rf "$1"
mkdir -p "$1/i386-pc" "$1/memdisk/boot/grub"
tar -xf "$2" -C "$1/i386-pc"
printf %s "$3" >"$1/memdisk/boot/grub/grub.cfg"
grub-script-check "$1/memdisk/boot/grub/grub.cfg"
tar --format=ustar -C "$1/memdisk" -cf "$1/memdisk.tar" boot
grub-mkimage -O i386-pc -d "$1/i386-pc" -m "$1/memdisk.tar" -p '(memdisk)/boot/grub' -o "$1/core.img" $4`;

/** Makes our core image, with its whole script inside, from the bundle's modules. */
export const buildCore = (grubModules: string, config: string): ShellCommand =>
  script('core-build', BUILD, BUILD_DIR, grubModules, config, MODULES);

/**
 * Offsets of GRUB 2's boot.img and of a core's first sector, as GRUB's include/grub/i386/pc/boot.h has them: the core's
 * first sector as 64 bits at 0x5c, jump code behind it; the block list of a core downwards from 0x1f4, 12 bytes each.
 */
const PRELUDE = `set -eu
export LC_ALL=C
disk=$1 first=$2 old=$3
case $disk in /dev/*) in=iflag=direct out=oflag=direct ;; *) in= out= ;; esac
# In memory: a question must not write to the disk.
t=$(mktemp -d /run/stem-core.XXXXXX)
trap 'rm -rf "$t"' EXIT
sectors() { dd if="$disk" bs=512 skip="$1" count="$2" $in 2>/dev/null; }
put() { dd of="$disk" bs=512 seek="$1" conv=notrunc,fsync $out 2>/dev/null; }
bytes() { od -An -v -tu1 -j"$2" -N"$3" "$1" | tr -s ' \\n' ' '; }
number() { set -- $(bytes "$1" "$2" 4); echo $(( $1 + $2 * 256 + $3 * 65536 + $4 * 16777216 )); }
pointer() {
  low=$(printf %03o $(( $1 % 256 ))) high=$(printf %03o $(( $1 / 256 % 256 )))
  printf "\\\\$low\\\\$high\\\\000\\\\000\\\\000\\\\000\\\\000\\\\000"
}
is_grub() {
  [ "$(bytes "$1" 510 2 | tr -d ' ')" = 85170 ] && [ "$(bytes "$1" 90 2 | tr -d ' ')" = 0128 ] &&
    [ "$(bytes "$1" 96 4 | tr -d ' ')" = 0000 ] && grep -aq GRUB "$1"
}
sectors 0 1 >"$t/mbr"
gap=0
for entry in 446 462 478 494; do
  start=$(number "$t/mbr" $(( entry + 8 )))
  if [ "$start" -gt 0 ] && { [ "$gap" = 0 ] || [ "$start" -lt "$gap" ]; }; then gap=$start; fi
done
room() {
  sectors "$old" $(( gap - old )) >"$t/room"
  if [ "$(tr -d '\\0' <"$t/room" | head -c 1 | wc -c)" -eq 0 ]; then echo empty; return; fi
  sectors "$old" 1 >"$t/kept"
  if is_grub "$t/kept"; then echo core; else echo other; fi
}
`;

/** Answer: `pointer N`, `gap N`, `active N` (first sector behind the core in use), `room empty|core|other`, or `refuse WHY`. */
const STATE = `${PRELUDE}
refuse() { echo "refuse $*"; exit 0; }
[ "$(bytes "$t/mbr" 510 2 | tr -d ' ')" = 85170 ] || refuse 'the first sector has no boot signature'
for entry in 446 462 478 494; do
  [ "$(bytes "$t/mbr" $(( entry + 4 )) 1 | tr -d ' ')" != 238 ] || refuse 'the partition table is GPT'
done
is_grub "$t/mbr" || refuse 'the first sector holds no GRUB 2'
core=$(number "$t/mbr" 92)
sectors "$core" 1 >"$t/core"
end=$(( core + 1 )) at=500
while [ "$at" -gt 360 ]; do
  set -- $(bytes "$t/core" $(( at + 8 )) 2)
  length=$(( $1 + $2 * 256 ))
  [ "$length" -gt 0 ] || break
  start=$(number "$t/core" "$at")
  [ $(( start + length )) -le "$end" ] || end=$(( start + length ))
  at=$(( at - 12 ))
done
echo "pointer $core"
echo "gap $gap"
echo "active $end"
echo "room $(room)"`;

/** The copy of the first sector goes first: by it a half-written core is known as ours. All is read back. */
const WRITE = `${PRELUDE}
core=$4/core.img
[ "$(number "$t/mbr" 92)" = 1 ] || { echo 'the first sector does not point at the old core' >&2; exit 1; }
length=$(( ($(wc -c <"$core") + 511) / 512 ))
[ $(( first + length )) -le "$gap" ] || { echo "the core needs $length sectors from $first, the first partition begins at $gap" >&2; exit 1; }
{
  dd if="$core" bs=1 count=500 2>/dev/null
  pointer $(( first + 1 ))
  dd if="$core" bs=1 skip=508 count=4 2>/dev/null
  dd if="$core" bs=512 skip=1 conv=sync 2>/dev/null
} >"$t/new"
[ "$(wc -c <"$t/new")" = $(( length * 512 )) ]
put "$old" <"$t/mbr"
put "$first" <"$t/new"
sectors "$old" 1 | cmp - "$t/mbr"
sectors "$first" "$length" | cmp - "$t/new"`;

/** ONE sector: before it the old system boots, after it ours. The table's bytes stay. */
const SWITCH = `${PRELUDE}
sectors "$old" 1 | cmp - "$t/mbr"
{ dd if="$t/mbr" bs=1 count=92 2>/dev/null; pointer "$first"; dd if="$t/mbr" bs=1 skip=100 2>/dev/null; } >"$t/new"
[ "$(wc -c <"$t/new")" = 512 ]
dd if="$t/mbr" bs=1 skip=100 2>/dev/null >"$t/rest"
dd if="$t/new" bs=1 skip=100 2>/dev/null | cmp - "$t/rest"
put 0 <"$t/new"
sectors 0 1 | cmp - "$t/new"`;

/** The pointer first, in one sector; only then the room is empty again. */
const REVERT = `${PRELUDE}
if [ "$(number "$t/mbr" 92)" = "$first" ]; then
  { dd if="$t/mbr" bs=1 count=92 2>/dev/null; pointer 1; dd if="$t/mbr" bs=1 skip=100 2>/dev/null; } >"$t/new"
  [ "$(wc -c <"$t/new")" = 512 ]
  put 0 <"$t/new"
  sectors 0 1 | cmp - "$t/new"
fi
if [ "$(room)" = core ]; then
  dd if=/dev/zero of="$t/zero" bs=512 count=$(( gap - first )) 2>/dev/null
  put "$first" <"$t/zero"
  dd if=/dev/zero of="$t/zero" bs=512 count=1 2>/dev/null
  put "$old" <"$t/zero"
fi`;

const onDisk = (
  [name, text]: readonly [string, string],
  disk: string,
  ...more: readonly string[]
): ShellCommand => script(name, text, disk, String(CORE_SECTOR), String(OLD_SECTOR), ...more);

export const tellCore = (disk: string): ShellCommand => onDisk(['core-state', STATE], disk);
export const writeCore = (disk: string, dir = BUILD_DIR): ShellCommand =>
  onDisk(['core-write', WRITE], disk, dir);
export const switchToCore = (disk: string): ShellCommand => onDisk(['core-switch', SWITCH], disk);
export const revertCore = (disk: string): ShellCommand => onDisk(['core-revert', REVERT], disk);
