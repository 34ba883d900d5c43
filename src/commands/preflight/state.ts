import type { ShellCommand } from '../../model/command.ts';
import { ask, OPENED_BY } from './ask.ts';

export const tellCommandLine = (): ShellCommand =>
  ask('P21', `r /proc/cmdline; echo "cmdline $v"; r /proc/sys/kernel/panic; echo "panic $v"`);

export const tellClock = (): ShellCommand =>
  ask('P31', `echo "now $(date -u +%s)"; r /sys/class/rtc/rtc0/since_epoch && echo "rtc $v"`);

/**
 * By the names of programs, since a line with arguments would find this very script. The waiting half of
 * unattended-upgrades has the same short name as the working one, and runs always.
 */
export const tellPackages = (): ShellCommand =>
  ask(
    'P32',
    `${OPENED_BY}for c in /proc/[0-9]*/comm; do
  r "$c"
  case $v in
    apt-get|aptitude|dpkg|dpkg-deb|update-grub|fsck*|e2fsck) echo "busy 0 $v" ;;
    unattended-upgr*) tr '\\0' ' ' <"\${c%comm}cmdline" | grep -q upgrade-shutdown || echo "busy 0 $v" ;;
  esac
done
opened busy '/var/lib/dpkg/lock*'
[ -e /var/run/reboot-required ] && echo 'reboot required'
dpkg --audit | sed -n '1,3s/^/broken /p'
echo asked`,
  );

export const tellHistory = (): ShellCommand =>
  ask(
    'P33',
    `echo "runlevel $(runlevel)"
r /proc/uptime; echo "uptime \${v%%.*}"
echo "boots $(last -x -n 20 reboot | grep -c '^reboot')"
r /proc/sys/kernel/osrelease; echo "running $v"
echo "newest $(ls /boot/vmlinuz-* | grep -vE '[.](signed|old|bak)$' | sort -V | tail -n 1)"`,
  );
