import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

/** The end of the first sector from its table on, and the start of the second, where a GPT says `EFI PART`. */
export const tellBootSector = (disk: string): ShellCommand =>
  ask(
    'P06',
    `echo "tail $(dd if="$1" bs=512 count=1 2>/dev/null | od -An -v -tx1 -j446 -N66 | tr -d ' \\n')"
echo "second $(dd if="$1" bs=512 skip=1 count=1 2>/dev/null | od -An -v -tx1 -N8 | tr -d ' \\n')"`,
    disk,
  );

/** The table without blanks and empty rows: the same text from sfdisk 2.20 (`Id=`) and 2.38 (`type=`). */
export const tellTable = (disk: string): ShellCommand =>
  ask(
    'P07',
    `t=$(sfdisk -d "$1" 2>/dev/null | sed -n 's/ //g;s/,type=/,Id=/;/^\\/dev\\//{/size=0,/!p;}')
echo "$t" | k part
echo "sum $(echo "$t" | sha256sum | cut -c1-12)"
echo "id $(dd if="$1" bs=512 count=1 2>/dev/null | od -An -v -tx1 -j440 -N4 | tr -d ' \\n')"
echo "sector $(blockdev --getss "$1")"`,
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

/** These columns exist in 2.20. Its rows come in another order. */
export const tellBlockDevices = (): ShellCommand =>
  ask('P09', `lsblk -b -n -P -o NAME,TYPE,SIZE,RO,RM,ROTA,FSTYPE,MOUNTPOINT | k row`);

export const tellHolders = (disk: string): ShellCommand =>
  ask(
    'P10',
    `ls /dev/mapper | grep -v '^control$' | k mapper
grep -E '^md' /proc/mdstat | k md
d=$(readlink -f "$1"); n=\${d##*/}
for h in "/sys/class/block/$n"/holders/* "/sys/class/block/$n/$n"*/holders/*; do [ -e "$h" ] && echo "holder $h"; done
[ -e "/sys/class/block/$n" ] && echo "asked $n"`,
    disk,
  );

export const tellDisks = (disk: string): ShellCommand =>
  ask(
    'P35',
    `d=$(readlink -f "$1"); n=\${d##*/}
for l in /dev/disk/by-id/*; do [ "$(readlink -f "$l")" = "$d" ] && echo "id \${l##*/}"; done
echo "target $n $(cat "/sys/block/$n/size") $(cat "/sys/block/$n/device/model")"
for b in /sys/block/*; do
  if [ -e "$b/device" ]; then echo "disk \${b##*/} $(cat "$b/size") $(cat "$b/removable")"; fi
done`,
    disk,
  );
