import type { ShellCommand } from '../model/command.ts';
import { JOBS, LOCK, RUN, STAGING, STAGING_LABEL } from '../model/paths.ts';
import { GOES_ON } from './job.ts';
import { script } from './script.ts';

/**
 * Who holds the device, and whether anybody still drives it: another connection of the same SSH server without a
 * terminal, a command of root that goes on (the lock that every command of ours takes), a job that runs. Our own
 * connection is the one that this shell descends from; the SSH server is the uppermost sshd above it. The fields of
 * /proc/PID/stat behind the name are state and parent. See proc(5).
 */
const HOLDER = `lock=$1 staging=$2 device=$3 label=$4 run=$5 jobs=$6
who() { sed -n "s/^operator=/$1-by /p;s/^since=/$1-since /p"; }
if [ -f "$lock/owner" ]; then who lock <"$lock/owner"; fi
if [ -f "$staging/owner" ]; then who staging <"$staging/owner"
elif [ "$(blkid -p -o value -s LABEL "$device" 2>/dev/null)" = "$label" ]
then debugfs -R 'cat /owner' "$device" 2>/dev/null | who staging; fi
if [ -e "$run/session.lock" ] && ! flock -n "$run/session.lock" true; then echo 'busy yes'; fi
boot=$(cat /proc/sys/kernel/random/boot_id)
${GOES_ON}
for d in "$jobs"/*; do
  { read -r was pid <"$d/pid"; } 2>/dev/null || continue
  if [ "$was" = "$boot" ] && [ ! -e "$d/result" ] && goes_on "$pid"; then echo "job \${d##*/}"; fi
done
look() {
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  name=\${line#*(}; name=\${name%%)*}
  set -- \${line##*) }; parent=$2
}
own= top= p=$$
while [ "$p" -gt 1 ] && look "$p"; do
  case $name in sshd*) own="$own $p " top=$p ;; esac
  p=$parent
done
if [ -n "$top" ]; then
  for stat in /proc/[0-9]*/stat; do
    p=\${stat#/proc/}; p=\${p%/stat}
    look "$p" || continue
    case $name in sshd*) ;; *) continue ;; esac
    case $own in *" $p "*) continue ;; esac
    if [ "$parent" != "$top" ]; then look "$parent" || continue; fi
    [ "$parent" = "$top" ] || continue
    case $(tr '\\0' ' ' <"/proc/$p/cmdline" 2>/dev/null) in *@notty*) echo "link $p" ;; esac
  done
fi
echo asked`;

export const tellHolder = (staging: string): ShellCommand =>
  script('holder', HOLDER, LOCK, STAGING, staging, STAGING_LABEL, RUN, JOBS);
