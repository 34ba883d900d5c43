import type { ShellCommand } from '../../model/command.ts';
import { ask, OPENED_BY } from './ask.ts';

/** Exact names: `watchdogd` and `watchdog/0` are the kernel's own threads. */
export const tellWatchdog = (): ShellCommand =>
  ask(
    'P22',
    `${OPENED_BY}for d in /dev/watchdog*; do [ -e "$d" ] && echo "device $d"; done
while read -r m rest; do case $m in *wdt*|softdog) echo "module $m" ;; esac; done </proc/modules
for s in /sys/class/watchdog/*/state; do r "$s" && echo "state $v"; done
for c in /proc/[0-9]*/comm; do
  r "$c"; case $v in watchdog|wd_keepalive) echo "daemon 0 $v" ;; esac
done
opened daemon '/dev/watchdog*'
echo asked`,
  );

/**
 * Only lines of this disk count, so its name and its place on the bus travel along. Not `tune2fs -l`, which prints the
 * same lines: it makes and removes a file in / to see whether that is mounted read-only, and a question must not write.
 */
export const tellErrors = (disk: string, root: string): ShellCommand =>
  ask(
    'P23',
    `n=\${1##*/}
echo "disk $n $(readlink -f "/sys/block/$n")"
dmesg | grep -iE 'I/O error|medium error|EXT4-fs error|remounting|ata[0-9.]+: .*(error|failed|exception)|mmc[0-9]+: .*error|nvme.*(timeout|error)' |
  tail -n 40 | sed 's/^/kernel /; s/^\\(.\\{200\\}\\).*/\\1/'
TZ=UTC DEBUGFS_PAGER=__none__ debugfs -c -R 'show_super_stats -h' "$2" | sed -n '/^\\(Filesystem state\\|FS Error count\\|Mount count\\|Maximum mount count\\|Check interval\\|Next check after\\):/s/^/fs /p'
echo "now $(date -u +%s)"`,
    disk,
    root,
  );

export const tellSmart = (disk: string): ShellCommand =>
  ask(
    'P24',
    `if command -v smartctl >/dev/null
then timeout 20 smartctl -H -A "$1" | grep -iE 'result|health status|realloc|pending|uncorrect|unavailable|lacks' | k smart
else echo 'smart missing'; fi`,
    disk,
  );

/** dd tells how far it came when it is interrupted. Reading changes nothing. */
export const tellReadSpeed = (staging: string): ShellCommand =>
  ask(
    'P25',
    `timeout -s INT 20 dd if="$1" of=/dev/null bs=1M count=256 iflag=direct 2>&1 | tail -n 4`,
    staging,
  );
