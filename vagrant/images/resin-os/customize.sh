#!/bin/sh
# customize.sh ROOT: makes the freshly installed packages the root of a resinOS-shaped image. Called by mmdebstrap with
# LAB_OS_NAME, LAB_OS_VERSION, LAB_SUPERVISOR_VERSION and LAB_DEVICE_TYPE. What the other partitions get is left in ROOT/stem-build.
set -eu
root=$1
folder=$(dirname "$0")
build=$root/stem-build
units=$root/usr/lib/systemd/system

cp -R "$folder/root/." "$root/"
(cd "$folder/root" && find . -mindepth 1) | while read -r name; do chown -h 0:0 "$root/$name"; done
cat >"$root/usr/lib/os-release" <<RELEASE
PRETTY_NAME="$LAB_OS_NAME $LAB_OS_VERSION"
NAME="$LAB_OS_NAME"
VERSION_ID="$LAB_OS_VERSION"
ID=stem-resin-os
ID_LIKE=debian
SLUG=$LAB_DEVICE_TYPE
RELEASE
echo 'LANG=C.UTF-8' >"$root/etc/default/locale"
: >"$root/etc/fstab"
mkdir -p "$root/mnt/boot" "$root/mnt/state" "$root/mnt/data" "$root/mnt/sysroot/active" "$root/mnt/sysroot/inactive"

# Places that are kept on resin-state, and what has to wait for them.
mkdir -p "$root/etc/ssh/hostkeys" "$root/etc/balena-supervisor"
mkdir -p -m 700 "$root/root/.ssh"
rm -f "$root"/etc/ssh/ssh_host_*
printf 'SUPERVISOR_IMAGE=none\nSUPERVISOR_VERSION=v%s\nLED_FILE=/dev/null\n' "$LAB_SUPERVISOR_VERSION" \
  >"$root/etc/balena-supervisor/supervisor.conf"
mkdir -p "$units/multi-user.target.wants" "$units/sockets.target.wants" "$units/local-fs.target.wants"
bind() {
  name=bind$(echo "$1" | tr / -).service
  sed "s#@target@#$1#g; s#@before@#${2:-}#" "$units/bind-path.service.in" >"$units/$name"
  ln -s "../$name" "$units/multi-user.target.wants/$name"
}
bind /etc/hostname
bind /etc/ssh/hostkeys
bind /etc/NetworkManager/system-connections NetworkManager.service
bind /etc/balena-supervisor
bind /root/.ssh
bind /var/lib/NetworkManager NetworkManager.service
bind /var/lib/systemd 'systemd-random-seed.service systemd-rfkill.service'
rm "$units/bind-path.service.in"

# Links beside the units: /etc/systemd/system is whoever's who changes this root.
for unit in resin-boot resin-state resin-data resin-state-reset balena-data-reset balena-device-uuid balena-hostname \
  balena-net-config os-sshkeys sshdgenkeys os-persistent-logs balena-supervisor; do
  ln -s "../$unit.service" "$units/multi-user.target.wants/$unit.service"
done
ln -s ../sshd.socket "$units/sockets.target.wants/sshd.socket"
ln -s ../var-volatile.service "$units/local-fs.target.wants/var-volatile.service"
cp "$root/usr/share/systemd/tmp.mount" "$units/tmp.mount"
ln -s ../tmp.mount "$units/local-fs.target.wants/tmp.mount"
for unit in ssh.service ssh.socket NetworkManager-wait-online.service NetworkManager-dispatcher.service \
  systemd-machine-id-commit.service systemd-remount-fs.service podman.service podman.socket podman-auto-update.service \
  podman-auto-update.timer podman-restart.service rsync.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# NetworkManager starts it where there is a radio.
rm -f "$root/etc/systemd/system/multi-user.target.wants/wpa_supplicant.service"
ln -sf /lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
for name in balena balena-engine; do ln -s podman "$root/usr/bin/$name"; done

# The drivers that the first boot and resin-boot need are in the kernel's package; the rest costs room and time.
modules=$(echo "$root"/lib/modules/*)
kernel=$modules/kernel
for name in drivers/block/drbd drivers/gpu drivers/hid drivers/infiniband drivers/isdn drivers/media \
  drivers/message drivers/mmc drivers/mtd drivers/scsi/lpfc drivers/scsi/qla2xxx \
  drivers/staging drivers/target drivers/usb/gadget drivers/vfio drivers/vhost \
  fs/9p fs/afs fs/bcachefs fs/btrfs fs/ceph fs/cifs fs/dlm fs/f2fs fs/gfs2 fs/jfs fs/lockd fs/nfs fs/nfs_common \
  fs/nfsd fs/nilfs2 fs/ocfs2 fs/orangefs fs/reiserfs fs/smb fs/smbfs_common fs/ubifs fs/ufs fs/xfs \
  net/9p net/atm net/ax25 net/batman-adv net/bluetooth net/can net/ceph net/dccp net/ieee802154 net/l2tp \
  net/mpls net/nfc net/openvswitch net/rds net/rxrpc net/sctp net/smc net/sunrpc net/tipc \
  net/vmw_vsock sound; do
  rm -rf "${kernel:?}/$name"
done
# Of the radios' drivers, the one that needs no hardware; most kernels for the lab have none.
if [ -d "$kernel/drivers/net/wireless" ]; then
  find "$kernel/drivers/net/wireless" -type f ! -name 'mac80211_hwsim.ko*' -delete
fi
version=$(basename "$modules")
chroot "$root" depmod "$version"
# Its `init` puts the layers of the root together.
echo overlay >>"$root/etc/initramfs-tools/modules"
chroot "$root" update-initramfs -u -k "$version"

# Its store has the kernel and the initramfs, resin-data the containers.
mkdir -p "$build/boot"
mv "$root/boot/vmlinuz-$version" "$build/boot/vmlinuz"
mv "$root/boot/initrd.img-$version" "$build/boot/initrd"
rm -rf "$root"/vmlinuz* "$root"/initrd.img* "$root"/boot/*
"$folder/preload.sh" "$root" "$build/data"

find "$root/usr/share/zoneinfo" -mindepth 1 -maxdepth 1 ! -name UTC ! -name Etc -exec rm -rf {} +
libraries=$root/usr/lib/x86_64-linux-gnu
rm -rf "$libraries/gconv" "$libraries/perl" "$libraries"/libperl.so.* "$root/usr/share/perl" \
  "$root"/usr/lib/udev/hwdb.d "$root"/usr/lib/udev/hwdb.bin "$root"/usr/share/i18n \
  "$root"/usr/share/bash-completion "$root"/usr/share/zsh "$root"/usr/share/initramfs-tools \
  "$root"/usr/share/fish "$root"/etc/cni "$root"/etc/initramfs-tools "$root"/var/lib/initramfs-tools \
  "$root"/etc/NetworkManager/dispatcher.d/01-ifupdown "$root"/var/cache/debconf/*-old \
  "$root"/var/cache/apt "$root"/var/lib/apt/lists "$root"/var/log/*.log "$root"/var/log/apt
