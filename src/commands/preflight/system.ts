import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

export const tellRoot = (): ShellCommand =>
  ask('P01', `echo "uid $(id -u)"; echo "through \${SUDO_USER:-}"`);

/** /etc/os-release is read, not sourced: it is the customer's file. `initctl version` answers under upstart only. */
export const tellOs = (): ShellCommand =>
  ask(
    'P02',
    `sed -n 's/^ID=/id /p; s/^VERSION_ID=/version /p' /etc/os-release
r /proc/1/comm; echo "init $v"
echo "exe $(readlink /proc/1/exe)"
if command -v initctl >/dev/null; then echo "upstart $(initctl version)"; fi`,
  );

export const tellCpu = (): ShellCommand =>
  ask(
    'P03',
    `echo "machine $(uname -m)"
echo "bits $(getconf LONG_BIT)"
if grep -qw lm /proc/cpuinfo; then echo 'long yes'; else echo 'long no'; fi`,
  );

/** What the steps call in the old system. The environment and the new system bring their own. */
const TOOLS =
  'awk base64 basename blkid blockdev cat chmod chown cmp cp cpio cut date dd debugfs du e2label find flock fsfreeze getconf ' +
  'grep grub-editenv grub-reboot grub-script-check gzip head hostname id ip kill ln ls lsblk lsmod mkdir mkfs.ext4 ' +
  'mkswap mount mountpoint mv nohup od printf ps readlink reboot rm sed setsid sfdisk sha256sum sleep sort stat ' +
  'swapoff swapon sync tail tar timeout touch tr tune2fs umount uname wc xargs';

export const tellMissingTools = (): ShellCommand =>
  ask(
    'P04',
    `for c; do command -v "$c" >/dev/null || echo "missing $c"; done
echo "asked $#"`,
    ...TOOLS.split(' '),
  );

export const tellFirmware = (): ShellCommand =>
  ask(
    'P05',
    `if [ -d /sys/firmware/efi ]; then echo 'firmware uefi'; else echo 'firmware bios'; fi`,
  );

export const tellVirtualization = (): ShellCommand =>
  ask(
    'P44',
    `if grep -qE '/(lxc|docker|kubepods)' /proc/1/cgroup || tr '\\0' '\\n' </proc/1/environ | grep -q '^container='
then echo 'container yes'; else echo 'container no'; fi
if grep -qw hypervisor /proc/cpuinfo; then echo 'hypervisor yes'; else echo 'hypervisor no'; fi`,
  );
