import { BAD_SECTOR, type WrongTarget } from './wrong-target.ts';

/** Memory, GRUB, and disks that fail. */
export const HEALTH_CASES: readonly WrongTarget[] = [
  {
    // More lies in the swap than there is room for: 300 MB swapped out by a limit, the rest taken by huge pages.
    name: 'swap-in-use',
    kind: 'scsi',
    prepare: `g=/sys/fs/cgroup/squeezed
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
mkdir $g
echo 40M >$g/memory.max
mount -t tmpfs -o size=400M squeezed /mnt
sh -c "echo \\$\\$ >$g/cgroup.procs; exec dd if=/dev/zero of=/mnt/full bs=1M count=300 status=none"
free=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
echo $(((free - 200 * 1024) / 2048)) >/proc/sys/vm/nr_hugepages
echo 0 >/proc/sys/vm/swappiness
sleep 1`,
    check: 'P12',
    says: /^\d+ MiB of swap are used, \d+ MiB of [\d.]+ GiB of memory are available: \d+ bytes are missing\.$/,
    hint: /^Stop what takes so much memory/,
  },
  {
    name: 'grub-password',
    kind: 'scsi',
    prepare: `cat >>/etc/grub.d/40_custom <<CONFIG
set superusers="customer"
password_pbkdf2 customer grub.pbkdf2.sha512.10000.0102.0304
CONFIG
update-grub 2>/dev/null`,
    check: 'P20',
    says: /^GRUB asks for a password\.$/,
    hint: /remove the password from GRUB's configuration\.$/,
  },
  {
    name: 'failing-disk',
    kind: 'bad-sector',
    prepare: `dd if=/dev/sda of=/dev/null bs=512 skip=${String(BAD_SECTOR)} count=1 iflag=direct 2>/dev/null || true`,
    check: 'P23',
    says: /^The kernel reports \d+ errors? of the disk, such as: .*sda/,
    hint: /^Have the disk checked \(fsck at boot\), or replaced\.$/,
  },
  {
    // The same disk, and nobody has read that sector yet.
    name: 'failing-disk-unnoticed',
    kind: 'bad-sector',
    check: 'P25',
    says: /^Reading the staging partition fails: /,
    hint: /^Have the disk replaced/,
  },
  {
    name: 'failing-file-system',
    kind: 'scsi',
    prepare: 'echo target-test >/sys/fs/ext4/sda1/trigger_fs_error; sleep 1',
    check: 'P23',
    says: /^The kernel reports \d+ errors? of the disk, such as: .*EXT4-fs|^The root file system /,
    hint: /^Have the disk checked \(fsck at boot\), or replaced\.$/,
  },
];
