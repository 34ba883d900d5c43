#!/bin/sh
# customize.sh ROOT: makes the freshly installed packages the stand-in OS. Called by mmdebstrap with LAB_OS_NAME and
# LAB_OS_VERSION. Small, and of few files: a device under emulation unpacks it and reads every file back.
set -eu
root=$1

cp -R "$(dirname "$0")/root/." "$root/"
chown -R 0:0 "$root/etc/NetworkManager" "$root/etc/ssh"
cat >"$root/usr/lib/os-release" <<RELEASE
PRETTY_NAME="$LAB_OS_NAME $LAB_OS_VERSION"
NAME="$LAB_OS_NAME"
VERSION_ID="$LAB_OS_VERSION"
ID=stem-stand-in
ID_LIKE=debian
RELEASE
printf '%s %s \\n \\l\n\n' "$LAB_OS_NAME" "$LAB_OS_VERSION" >"$root/etc/issue"
printf '%s %s\n' "$LAB_OS_NAME" "$LAB_OS_VERSION" >"$root/etc/issue.net"
echo 'LANG=C.UTF-8' >"$root/etc/default/locale"
echo 'LABEL=stem-root / ext4 errors=remount-ro,noatime 0 1' >"$root/etc/fstab"
mkdir -p "$root/boot/grub"

# Names without a version, and no symbolic links: GRUB's configuration is written by the migration.
rm -f "$root"/vmlinuz* "$root"/initrd.img* "$root"/boot/System.map-* "$root"/boot/config-*
mv "$root"/boot/vmlinuz-* "$root/boot/vmlinuz"
mv "$root"/boot/initrd.img-* "$root/boot/initrd.img"

# Nothing in the lab uses these. perl (not perl-base) and the hardware database come as dependencies of dependencies.
modules=$(echo "$root"/lib/modules/*)
kernel=$modules/kernel
for name in drivers/block/drbd drivers/gpu drivers/hid drivers/infiniband drivers/isdn drivers/media \
  drivers/message drivers/mmc drivers/mtd drivers/net/wireless drivers/scsi/lpfc drivers/scsi/qla2xxx \
  drivers/staging drivers/target drivers/usb/gadget drivers/vfio drivers/vhost \
  fs/9p fs/afs fs/bcachefs fs/btrfs fs/ceph fs/cifs fs/dlm fs/f2fs fs/gfs2 fs/jfs fs/lockd fs/nfs fs/nfs_common \
  fs/nfsd fs/nilfs2 fs/ocfs2 fs/orangefs fs/reiserfs fs/smb fs/smbfs_common fs/ubifs fs/ufs fs/xfs \
  net/9p net/atm net/ax25 net/batman-adv net/bluetooth net/can net/ceph net/dccp net/ieee802154 net/l2tp \
  net/mac80211 net/mpls net/nfc net/openvswitch net/rds net/rxrpc net/sctp net/smc net/sunrpc net/tipc \
  net/vmw_vsock net/wireless sound; do
  rm -rf "${kernel:?}/$name"
done
chroot "$root" depmod "$(basename "$modules")"
find "$root/usr/share/zoneinfo" -mindepth 1 -maxdepth 1 ! -name UTC ! -name Etc -exec rm -rf {} +
libraries=$root/usr/lib/x86_64-linux-gnu
rm -rf "$libraries/gconv" "$libraries/perl" "$libraries"/libperl.so.* "$root/usr/share/perl" \
  "$root"/usr/lib/udev/hwdb.d "$root"/usr/lib/udev/hwdb.bin "$root"/usr/share/i18n \
  "$root"/usr/share/bash-completion "$root"/usr/share/zsh "$root"/usr/share/initramfs-tools \
  "$root"/etc/NetworkManager/dispatcher.d/01-ifupdown "$root"/var/cache/debconf/*-old \
  "$root"/var/log/*.log "$root"/var/log/apt
