#!/bin/sh
# store.sh ROOT KERNEL SYSROOT: makes of an installed root what hostapp-update makes of a balenaOS release. The system becomes layers of
# a container that nobody starts; its /boot is a volume, with the kernel and the `init` that mounts these layers. As in the real
# ones, the links are relative, and lead to the volume and not to the layers. ROOT is moved; KERNEL has `vmlinuz` and `initrd`.
set -eu
root=$1 kernel=$2 sysroot=$3
folder=$(dirname "$0")
store=$sysroot/balena

id_of() {
  printf %s "$1" | sha256sum | cut -d ' ' -f 1
}
container=$(id_of container) volume=$(id_of volume) mount=$(id_of mount)
base=$(id_of base) release=$(id_of release)

mkdir -p "$sysroot"
for dir in dev etc balena hostapps mnt/state proc run sbin sys tmp; do mkdir -p "$sysroot/$dir"; done
: >"$sysroot/etc/machine-id"
ln -s ../current/boot/init "$sysroot/sbin/init"
ln -s current/boot "$sysroot/boot"

# layer NAME [LOWER]: each has a short name, as mount(2) takes only so many letters.
layer() {
  mkdir -p "$store/overlay2/$1/diff" "$store/overlay2/l"
  short=$(id_of "short $1" | tr a-f A-F | cut -c 1-26)
  ln -s "../$1/diff" "$store/overlay2/l/$short"
  printf %s "$short" >"$store/overlay2/$1/link"
  if [ -n "${2:-}" ]; then
    printf %s "$2" >"$store/overlay2/$1/lower"
    mkdir "$store/overlay2/$1/work"
  fi
}
layer "$base"
rmdir "$store/overlay2/$base/diff"
mv "$root" "$store/overlay2/$base/diff"
lower=l/$(cat "$store/overlay2/$base/link")
# What says which release this is lies in a layer of its own: who looks into one layer alone does not find it.
layer "$release" "$lower"
mkdir -p "$store/overlay2/$release/diff/usr/lib"
mv "$store/overlay2/$base/diff/usr/lib/os-release" "$store/overlay2/$release/diff/usr/lib/os-release"
lower=l/$(cat "$store/overlay2/$release/link"):$lower
layer "$mount-init" "$lower"
: >"$store/overlay2/$mount-init/diff/.dockerenv"
layer "$mount" "l/$(cat "$store/overlay2/$mount-init/link"):$lower"

mounts=$store/image/overlay2/layerdb/mounts/$container
mkdir -p "$mounts" "$store/containers/$container" "$store/volumes/$volume/_data" "$sysroot/hostapps/$container"
printf %s "$mount" >"$mounts/mount-id"
printf %s "$mount-init" >"$mounts/init-id"
printf '{"ID":"%s","Name":"/lab","Driver":"overlay2","State":{"Dead":false},"Config":{"Labels":{}}}\n' "$container" \
  >"$store/containers/$container/config.v2.json"

boot=$store/volumes/$volume/_data
cp "$kernel/vmlinuz" "$boot/bzImage"
cp "$kernel/initrd" "$boot/initrd"
cp "$store/overlay2/$base/diff/usr/bin/busybox" "$boot/busybox"
install -m 755 "$folder/init" "$boot/init"
ln -s "../../balena/volumes/$volume/_data" "$sysroot/hostapps/$container/boot"
ln -s "hostapps/$container" "$sysroot/current"
