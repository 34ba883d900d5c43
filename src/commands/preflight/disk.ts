import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

/** The first sector with its table, and the second, where a GPT says `EFI PART`: 1024 bytes in hex. */
export const tellBootSector = (disk: string): ShellCommand =>
  ask(
    'P06',
    `echo "sectors $(dd if="$1" bs=512 count=2 2>/dev/null | od -An -v -tx1 | tr -d ' \\n')"`,
    disk,
  );

/** The table without blanks and empty rows: the same text from sfdisk 2.20 (`Id=`) and 2.38 (`type=`). */
export const tellTable = (disk: string): ShellCommand =>
  ask(
    'P07',
    `sfdisk -d "$1" 2>/dev/null | sed -n 's/ //g;s/,type=/,Id=/;/^\\/dev\\//{/size=0,/!s/^/part /p;}'
echo "id $(dd if="$1" bs=512 count=1 2>/dev/null | od -An -v -tx1 -j440 -N4 | tr -d ' \\n')"
r "/sys/block/\${1##*/}/queue/logical_block_size"; echo "sector $v"`,
    disk,
  );

/**
 * Who / is, by device number: /proc/mounts of 14.04 has a `rootfs /` row and names by UUID. `stat -f` and not df,
 * which would hang on a dead network mount.
 */
export const tellRootFileSystem = (root: string): ShellCommand =>
  ask(
    'P08',
    `d=$(awk '$2 == "/" && $1 != "rootfs" { d = $1 } END { print d }' /proc/mounts)
echo "device $(readlink -f "$d")"
awk '$2 == "/" && $1 != "rootfs" { t = $3 " " $4 } END { print "mount " t }' /proc/mounts
echo "numbers $(stat -c %d /) $(stat -c %d /boot/grub) $(stat -L -c '%t %T' "$1")"
echo "free $(stat -f -c '%a %S' /boot/grub)"`,
    root,
  );

/** These columns exist in 2.20 (TRAN, which would tell of USB, does not). Its rows come in another order. */
export const tellBlockDevices = (disk: string): ShellCommand =>
  ask(
    'P09',
    `echo "place $(readlink -f "/sys/block/\${1##*/}")"
lsblk -b -n -P -o NAME,TYPE,SIZE,RO,RM,ROTA,FSTYPE,MOUNTPOINT | k row`,
    disk,
  );

export const tellHolders = (disk: string): ShellCommand =>
  ask(
    'P10',
    `for m in /dev/mapper/*; do
  case $m in */control|*'*') ;; *) echo "mapper \${m##*/}" ;; esac
done
[ -r /proc/mdstat ] && while read -r name rest; do
  case $name in md*) echo "md $name" ;; esac
done </proc/mdstat
n=\${1##*/}
for h in "/sys/class/block/$n"/holders/* "/sys/class/block/$n/$n"*/holders/*; do [ -e "$h" ] && echo "holder $h"; done
[ -e "/sys/class/block/$n" ] && echo "asked $n"`,
    disk,
  );

export const tellDisks = (disk: string): ShellCommand =>
  ask(
    'P35',
    `n=\${1##*/}
for l in /dev/disk/by-id/*; do [ "$l" -ef "$1" ] && echo "id \${l##*/}"; done
r "/sys/block/$n/size"; size=$v
r "/sys/block/$n/device/model"; echo "target $n $size $v"
for b in /sys/block/*; do
  if [ -e "$b/device" ]; then r "$b/size"; size=$v; r "$b/removable"; echo "disk \${b##*/} $size $v"; fi
done`,
    disk,
  );
