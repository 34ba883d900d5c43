#!/bin/sh
# resin-flasher.sh IMAGE OUT: a disk that would install IMAGE elsewhere, in the shape of a flasher's image: flash-boot with
# the files that are not the loader's, and flash-rootA with the packed image below /opt. It holds no loader: nobody boots it.
set -eu
image=$1 out=$2
boot_start=8192 boot_sectors=81920 root_start=90112 root_sectors=1048576
inner=balena-image-$LAB_DEVICE_TYPE.balenaos-img.gz
parts=$out.parts
rm -rf "$out" "$parts"
mkdir -p "$parts/boot" "$parts/root/opt" "$parts/root/etc"
trap 'rm -rf "$parts"' EXIT

for name in config.json device-type.json os-release image-version-info; do
  mcopy -n -i "$image@@$((boot_start * 512))" "::/$name" "$parts/boot/$name"
done
cp "$parts/boot/os-release" "$parts/root/etc/os-release"
gzip -1 -n <"$image" >"$parts/root/opt/$inner"

truncate -s $(((root_start + root_sectors) * 512)) "$out"
sfdisk -q "$out" <<TABLE
label: dos
label-id: 0x666c6173
start=$boot_start, size=$boot_sectors, type=e, bootable
start=$root_start, size=$root_sectors, type=83
TABLE
place() { dd if="$1" of="$out" bs=1M oflag=seek_bytes conv=notrunc,sparse status=none seek=$(($2 * 512)); }
truncate -s $((boot_sectors * 512)) "$parts/flash-boot"
mkfs.vfat -n flash-boot -F 16 "$parts/flash-boot" >/dev/null
mcopy -i "$parts/flash-boot" -sm "$parts/boot"/* ::
place "$parts/flash-boot" "$boot_start"
mkfs.ext4 -q -F -b 4096 -L flash-rootA -d "$parts/root" "$parts/flash-rootA" $((root_sectors / 2))k
place "$parts/flash-rootA" "$root_start"
