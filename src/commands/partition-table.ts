import type { ShellCommand } from '../model/command.ts';
import { SECTOR_BYTES, type Sector } from '../model/disk-table.ts';
import { script } from './script.ts';

/** Sectors past every cache. A file stands for a disk in tests, and knows no direct access. */
const PRELUDE = `set -eu
export LC_ALL=C
disk=$1
case $disk in /dev/*) in=iflag=direct out=oflag=direct ;; *) in= out= ;; esac
t=$(mktemp -d /run/stem-table.XXXXXX)
trap 'rm -rf "$t"' EXIT
sector() { dd if="$disk" bs=512 skip="$1" count=1 $in 2>/dev/null >"$t/s"; }
bytes() { od -An -v -tu1 -j"$1" -N"$2" "$t/s" | tr -s ' \\n' ' '; }
number() { set -- $(bytes "$1" 4); echo $(( $1 + $2 * 256 + $3 * 65536 + $4 * 16777216 )); }
`;

/** The first sector, and the chain of the logical partitions as far as it is one: no sector twice, and never more than 60 of them. */
const TELL = `${PRELUDE}
hex() { od -An -v -tx1 "$t/s" | tr -d ' \\n'; }
is_signed() { [ "$(bytes 510 2)" = ' 85 170 ' ] || [ "$(bytes 510 2)" = ' 85 170' ]; }
extended() {
  for at in 446 462 478 494; do
    case " $(bytes $(( at + 4 )) 1) " in *' 5 '* | *' 15 '* | *' 133 '*) number $(( at + 8 )); return ;; esac
  done
  echo 0
}
size=/sys/class/block/$(basename "$disk")/size
if [ -e "$size" ]; then sectors=$(cat "$size"); else sectors=$(( $(stat -c %s "$disk") / 512 )); fi
echo "sectors $sectors"
sector 0
echo "first $(hex)"
is_signed || exit 0
base=$(extended)
lba=$base count=0 known=' '
while [ "$lba" -gt 0 ] && [ "$lba" -lt "$sectors" ] && [ "$count" -lt 60 ]; do
  case $known in *" $lba "*) break ;; esac
  known="$known$lba "
  sector "$lba"
  is_signed || break
  echo "link $lba $(hex)"
  next=$(extended)
  [ "$next" -gt 0 ] || break
  lba=$(( base + next )) count=$(( count + 1 ))
done`;

/** Answer: `sectors N`, `first HEX`, `link LBA HEX`… in the order of the chain. */
export const tellPartitionTable = (disk: string): ShellCommand => script('table-state', TELL, disk);

/**
 * Each sector is written whole, by itself, and read back before the next. The first sector of the disk is written only where its
 * boot code is what the new one has: whoever made it looked at another disk otherwise.
 */
const WRITE = `${PRELUDE}
shift
while [ "$#" -ge 2 ]; do
  printf %s "$2" | base64 -d >"$t/new"
  [ "$(wc -c <"$t/new")" -eq 512 ]
  if [ "$1" = 0 ]; then
    sector 0
    head -c 446 "$t/s" >"$t/code"
    head -c 446 "$t/new" | cmp - "$t/code"
  fi
  dd if="$t/new" of="$disk" bs=512 seek="$1" conv=notrunc,fsync $out 2>/dev/null
  sector "$1"
  cmp "$t/new" "$t/s"
  shift 2
done`;

export const writeSectors = (disk: string, sectors: readonly Sector[]): ShellCommand =>
  script(
    'table-write',
    WRITE,
    disk,
    ...sectors.flatMap(({ lba, hex }) => [String(lba), base64Of(hex)]),
  );

/**
 * The kernel learns the new table while the staging partition, which keeps its number and its place, stays mounted: so it does not
 * read the table anew as a whole, and everything else is taken away first, since it takes no partition that lies over another.
 */
const ADOPT = `set -eu
disk=$1 staging=$2
name=$(basename "$disk")
for dir in "/sys/class/block/$name/$name"*; do
  # An eMMC has mmcblk0boot0 there, which is none.
  [ -e "$dir/partition" ] || continue
  number=$(cat "$dir/partition")
  if [ "$number" != "$staging" ]; then partx -d --nr "$number" "$disk"; fi
done
partx -u "$disk"`;

/** `staging` is the number of the partition that stays. */
export const adoptTable = (disk: string, staging: number): ShellCommand =>
  script('table-adopt', ADOPT, disk, String(staging));

const SEEN = `for device in "$@"; do
  dir=/sys/class/block/$(basename "$device")
  echo "$(cat "$dir/start" 2>/dev/null || echo 0) $(cat "$dir/size" 2>/dev/null || echo 0)"
done`;

/** Where the kernel has these partitions: start and length in sectors, a line each; zeros where it has none. */
export const tellSeen = (devices: readonly string[]): ShellCommand =>
  script('table-seen', SEEN, ...devices);

function base64Of(hex: string): string {
  const bytes = Array.from({ length: SECTOR_BYTES }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
  return btoa(String.fromCharCode(...bytes));
}
