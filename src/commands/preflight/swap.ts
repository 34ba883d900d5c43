import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

export const tellSwaps = (): ShellCommand =>
  ask(
    'P11',
    `awk 'NR != 1 { print $1, $2, $3, $4 }' /proc/swaps | while read -r d rest; do echo "swap $(readlink -f "$d") $rest"; done
awk '$1 !~ /^#/ && $3 == "swap" { print "line " $1 }' /etc/fstab
echo asked`,
  );

export const tellMemory = (): ShellCommand =>
  ask(
    'P12',
    `awk '/^(MemTotal|MemFree|MemAvailable|Buffers|Cached|SwapTotal|SwapFree|Shmem):/ { print $1, $2 }' /proc/meminfo`,
  );

/** Mounts by device number, and whoever has the device open: fuser is not on every device. */
export const tellStaging = (staging: string): ShellCommand =>
  ask(
    'P13',
    `d=$(readlink -f "$1"); n=$(cat "/sys/class/block/\${d##*/}/dev")
if [ -b "$d" ]; then echo 'block yes'; else echo 'block no'; fi
echo "type $(blkid -p -o value -s TYPE "$d")"
echo "label $(blkid -p -o value -s LABEL "$d")"
awk -v n="$n" '$3 == n { print "mounted " $5 }' /proc/self/mountinfo
find /proc/[0-9]*/fd -lname "$d" | cut -d/ -f3 | sort -u | while read -r pid
do echo "user $pid $(cat "/proc/$pid/comm")"; done`,
    staging,
  );

export const tellResume = (staging: string): ShellCommand =>
  ask(
    'P14',
    `d=$(readlink -f "$1")
echo "kernel $(cat /sys/power/resume)"
echo "staging $(cat "/sys/class/block/\${d##*/}/dev")"
cat /etc/initramfs-tools/conf.d/* | sed -n 's/^RESUME=/file /p'
tr ' ' '\\n' </proc/cmdline | sed -n 's/^resume=/cmdline /p'`,
    staging,
  );
