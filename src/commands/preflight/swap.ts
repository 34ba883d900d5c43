import type { ShellCommand } from '../../model/command.ts';
import { ask, OPENED_BY } from './ask.ts';

export const tellSwaps = (): ShellCommand =>
  ask(
    'P11',
    `while read -r device rest; do
  [ "$device" = Filename ] || echo "swap $(readlink -f "$device") $rest"
done </proc/swaps
while read -r device dir type rest; do
  case $device in '#'*) ;; *) if [ "$type" = swap ]; then echo "line $device"; fi ;; esac
done </etc/fstab
echo asked`,
  );

export const tellMemory = (): ShellCommand =>
  ask(
    'P12',
    `awk '/^(MemTotal|MemFree|MemAvailable|Buffers|Cached|SwapTotal|SwapFree|Shmem):/ { print $1, $2 }' /proc/meminfo`,
  );

/** Mounts by device number: /proc/mounts may have another name of it. */
export const tellStaging = (staging: string): ShellCommand =>
  ask(
    'P13',
    `${OPENED_BY}r "/sys/class/block/\${1##*/}/dev"; number=$v
if [ -b "$1" ]; then echo 'block yes'; else echo 'block no'; fi
blkid -p -o export "$1" | k probe
awk -v n="$number" '$3 == n { print "mounted " $5 }' /proc/self/mountinfo
opened user "$1"`,
    staging,
  );

export const tellResume = (staging: string): ShellCommand =>
  ask(
    'P14',
    `set -f
r /sys/power/resume; echo "kernel $v"
r "/sys/class/block/\${1##*/}/dev"; echo "staging $v"
r /proc/cmdline
for w in $v; do case $w in resume=*) echo "cmdline \${w#resume=}" ;; esac; done
set +f
sed -n 's/^RESUME=/file /p' /etc/initramfs-tools/conf.d/*`,
    staging,
  );
