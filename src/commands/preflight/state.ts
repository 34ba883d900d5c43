import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

export const tellCommandLine = (): ShellCommand =>
  ask('P21', `k cmdline </proc/cmdline; echo "panic $(cat /proc/sys/kernel/panic)"`);

export const tellClock = (): ShellCommand =>
  ask('P31', `echo "now $(date -u +%s)"; k rtc </sys/class/rtc/rtc0/since_epoch`);

/**
 * By the names of programs, since a line with arguments would find this very script. The waiting half of
 * unattended-upgrades has the same short name as the working one, and runs always.
 */
export const tellPackages = (): ShellCommand =>
  ask(
    'P32',
    `ps -e -o pid=,comm= | awk '$2 ~ /^(apt-get|aptitude|dpkg|update-grub|fsck|e2fsck|unattended-upgr)/ { print $1, $2 }' | while read -r pid name
do tr '\\0' ' ' <"/proc/$pid/cmdline" | grep -q upgrade-shutdown || echo "busy $name"; done
find /proc/[0-9]*/fd -lname '/var/lib/dpkg/lock*' | cut -d/ -f3 | sort -u | while read -r pid
do echo "busy $(cat "/proc/$pid/comm")"; done
[ -e /var/run/reboot-required ] && echo 'reboot required'
dpkg --audit | head -n 3 | k broken
echo asked`,
  );

export const tellHistory = (): ShellCommand =>
  ask(
    'P33',
    `runlevel | k runlevel
echo "uptime $(cut -d. -f1 /proc/uptime)"
echo "boots $(last -x -n 20 reboot | grep -c '^reboot')"
echo "running $(uname -r)"
echo "newest $(ls /boot/vmlinuz-* | grep -vE '[.](signed|old|bak)$' | sort -V | tail -n 1)"`,
  );
