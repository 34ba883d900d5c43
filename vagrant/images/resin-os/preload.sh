#!/bin/sh
# preload.sh ROOT OUT: OUT becomes resin-data, with the application's image in the store of ROOT's own engine. The store is
# made on a tmpfs: the engine's overlays need no certain file system of the building machine.
set -eu
folder=$(dirname "$0")
if [ "${LAB_PRELOAD_INSIDE:-}" = '' ]; then
  LAB_PRELOAD_INSIDE=yes exec unshare --mount --propagation private "$0" "$@"
fi
root=$1 out=$2

mkdir -p "$out"
# The engine unpacks in a namespace of its own, and wants `/` to be a mount there.
mount --rbind "$root" "$root"
mount -t tmpfs tmpfs "$root/mnt/data"
mount -t tmpfs tmpfs "$root/run"
mount -t proc proc "$root/proc"
mountpoint -q "$root/sys" || mount -t sysfs -o ro sysfs "$root/sys"
mkdir -p "$root/run/app/bin" "$root/run/app/data"
cp "$root/bin/busybox" "$root/run/app/bin/busybox"
for applet in sh cat echo find wc sleep ls; do ln -s busybox "$root/run/app/bin/$applet"; done
cp "$folder/app/start" "$root/run/app/start"
tar -c --sort=name --owner=0 --group=0 --numeric-owner -f "$root/run/app.tar" -C "$root/run/app" .
chroot "$root" podman import --quiet --change 'CMD ["/start"]' --change 'ENV PATH=/bin' \
  /run/app.tar localhost/lab-app:latest
chroot "$root" podman images localhost/lab-app:latest --format '{{.Size}}'
cp "$folder/apps.json" "$root/mnt/data/apps.json"
mkdir "$root/mnt/data/resin-data"
# Without it all of this is wiped at the first boot.
: >"$root/mnt/data/remove_me_to_reset"
cp -a "$root/mnt/data/." "$out/"
