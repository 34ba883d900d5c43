#!/bin/sh
# make-image.sh ROOT IMAGE: a sparse raw disk in the shape of a resinOS image, of what customize.sh left. Nothing is mounted
# and no loop device is used. LAB_TABLE has `LABEL START SECTORS` lines; LAB_CMDLINE, LAB_OS_NAME, LAB_OS_VERSION
# and LAB_DEVICE_TYPE are as they say. The UUIDs are those of every such image: the first boot changes them.
set -eu
root=$1 image=$2
folder=$(dirname "$0")
build=$root/stem-build
parts=$image.parts
rm -rf "$image" "$parts"
mkdir "$parts"
trap 'rm -rf "$parts"' EXIT

start_of() { echo "$LAB_TABLE" | awk -v label="$1" '$1 == label { print $2 }'; }
sectors_of() { echo "$LAB_TABLE" | awk -v label="$1" '$1 == label { print $3 }'; }
end=$(($(start_of resin-data) + $(sectors_of resin-data)))
extended=$(($(start_of resin-state) - 8192))

truncate -s $((end * 512)) "$image"
sfdisk -q "$image" <<TABLE
label: dos
label-id: 0x7265736e
start=$(start_of resin-boot), size=$(sectors_of resin-boot), type=e, bootable
start=$(start_of resin-rootA), size=$(sectors_of resin-rootA), type=83
start=$(start_of resin-rootB), size=$(sectors_of resin-rootB), type=83
start=$extended, size=$((end - extended)), type=f
start=$(start_of resin-state), size=$(sectors_of resin-state), type=83
start=$(start_of resin-data), size=$(sectors_of resin-data), type=83
TABLE

# GRUB: boot.img in the MBR, core.img behind it; its modules and configuration on resin-boot, with the files for EFI.
boot=$parts/boot
cp -R "$folder/boot" "$boot"
mkdir -p "$boot/grub/i386-pc" "$boot/EFI/BOOT/x86_64-efi"
grub-mkimage -O i386-pc -c "$folder/grub/i386-pc.cfg" -p /grub -o "$boot/grub/core.img" \
  biosdisk part_msdos fat search linux
head -c 440 /usr/lib/grub/i386-pc/boot.img >"$boot/grub/boot.img"
cp /usr/lib/grub/i386-pc/*.mod /usr/lib/grub/i386-pc/*.lst "$boot/grub/i386-pc/"
grub-mkimage -O x86_64-efi -c "$folder/grub/x86_64-efi.cfg" -p /EFI/BOOT -o "$boot/EFI/BOOT/bootx64.efi" \
  boot linux ext2 fat serial part_msdos part_gpt normal efi_gop iso9660 configfile search search_fs_file loadenv \
  test regexp probe
cp /usr/lib/grub/x86_64-efi/*.mod /usr/lib/grub/x86_64-efi/*.lst "$boot/EFI/BOOT/x86_64-efi/"
for place in "$boot/grub" "$boot/EFI/BOOT"; do
  sed "s#@cmdline@#$LAB_CMDLINE#" "$folder/grub/grub.cfg" >"$place/grub.cfg"
  grub-editenv "$place/grubenv" create
  grub-editenv "$place/grubenv" set bootcount=0 resin_root_part=2 upgrade_available=0
done
cp "$root/usr/lib/os-release" "$boot/os-release"
printf '%s %s for %s\n' "$LAB_OS_NAME" "$LAB_OS_VERSION" "$LAB_DEVICE_TYPE" >"$boot/image-version-info"
core=$(($(stat -c %s "$boot/grub/core.img") / 512 + 1))
[ "$core" -lt 2048 ] || { echo "core.img is too long: $core sectors" >&2; exit 1; }

place() {
  dd if="$1" of="$image" bs=1M oflag=seek_bytes conv=notrunc,sparse status=none seek=$(($(start_of "$2") * 512))
}
# ext4 LABEL [mkfs.ext4's options]
ext4() {
  label=$1
  shift
  file=$parts/$label
  mkfs.ext4 -q -F -b 4096 -L "$label" -E lazy_itable_init=0,lazy_journal_init=0,nodiscard "$@" \
    "$file" $(($(sectors_of "$label") / 2))k
  place "$file" "$label"
  rm "$file"
}
truncate -s $(($(sectors_of resin-boot) * 512)) "$parts/resin-boot"
mkfs.vfat -n resin-boot -F 16 "$parts/resin-boot" >/dev/null
mcopy -i "$parts/resin-boot" -sm "$boot"/* ::
place "$parts/resin-boot" resin-boot
mv "$build" "$parts/build"
rm -rf "$root"/dev/* "$root"/run/* "$root"/tmp/*
rm -f "$root/etc/resolv.conf"
ln -s ../run/NetworkManager/resolv.conf "$root/etc/resolv.conf"
"$folder/store.sh" "$root" "$parts/build/boot" "$parts/sysroot"
ext4 resin-rootA -i 8192 -U 5e1f0c5a-14a0-4d00-8b02-000000000002 -d "$parts/sysroot"
rm -rf "$parts/sysroot"
ext4 resin-rootB -i 8192 -U 5e1f0c5a-14a0-4d00-8b03-000000000003
ext4 resin-state -U 5e1f0c5a-14a0-4d00-8b05-000000000005
ext4 resin-data -U 5e1f0c5a-14a0-4d00-8b06-000000000006 -d "$parts/build/data"

dd if="$boot/grub/boot.img" of="$image" conv=notrunc status=none
dd if="$boot/grub/core.img" of="$image" bs=512 seek=1 conv=notrunc status=none
