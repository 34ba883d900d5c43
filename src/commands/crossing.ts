import { ROOT_LABEL, STAGING, STAGING_LABEL } from '../model/paths.ts';
import { sh, type ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Whether the old root is gone, or going: by the mark on the staging partition ($mnt where it is mounted, else $device, read
 * with debugfs), or by what lies on the root ($disk): a label of ours, or, with the old system not up, nothing that can be
 * read, as in the middle of mkfs.
 */
export const CROSSED = `is_staging() { [ "$(blkid -p -o value -s LABEL "$device" 2>/dev/null)" = "$label" ]; }
on_staging() {
  if grep -q " $mnt " /proc/mounts; then cat "$mnt/$1" 2>/dev/null
  elif is_staging; then debugfs -R "cat /$1" "$device" 2>/dev/null; fi
}
is_behind() {
  case $(on_staging no-return) in run=*) return 0 ;; esac
  [ -e /etc/stem-system ] || return 1
  case $(blkid -p -o value -s LABEL "$disk" 2>/dev/null) in "$new"* | resin-*) return 0 ;; esac
  ! blkid -p "$disk" >/dev/null 2>&1
}`;

const TELL = `disk=$1 mnt=$2 device=$3 label=$4 new=$5
${CROSSED}
if is_behind; then echo 'no-return yes'; else echo 'no-return no'; fi`;

/** `root` and `staging` are the devices of the two partitions. Answer: `no-return yes` or `no-return no`. */
export const tellCrossing = (root: string, staging: string): ShellCommand =>
  script('crossing', TELL, root, STAGING, staging, STAGING_LABEL, ROOT_LABEL);

/** The mark as whoever does not replay ext4's journal reads it, past every cache. */
export const tellMark = (staging: string): ShellCommand =>
  sh('debugfs', '-D', '-R', 'cat /no-return', staging);
