#!/bin/sh
# make-disk.sh ROOT DISK: a sparse raw disk as in the founding notes, scaled to 4 GiB, with ROOT on sda1.
# Nothing is mounted and no loop device is used. LAB_ROOT_UUID and LAB_SWAP_UUID name the file systems.
set -eu
root=$1 disk=$2

rm -f "$disk"
truncate -s 4G "$disk"
sfdisk -q "$disk" <<'TABLE'
label: dos
label-id: 0x000a1b2c
start=2048, size=5240832, type=83, bootable
start=5244926, size=3143682, type=5
start=5244928, size=3143680, type=82
TABLE

# The features that Ubuntu 14.04's mkfs.ext4 chooses. Tables are initialised: an old system's have been for years.
mkfs.ext4 -q -F -I 256 -U "$LAB_ROOT_UUID" -d "$root" \
  -O none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,flex_bg,sparse_super,large_file,huge_file,uninit_bg,dir_nlink,extra_isize \
  -E offset=1048576,lazy_itable_init=0,lazy_journal_init=0,nodiscard "$disk" 2620416k

swap=$disk.swap
truncate -s $((3143680 * 512)) "$swap"
mkswap -L lab-swap -U "$LAB_SWAP_UUID" "$swap" >/dev/null 2>&1
dd if="$swap" of="$disk" bs=4096 count=1 seek=$((5244928 / 8)) conv=notrunc status=none
rm "$swap"

# As grub-install: boot.img around the disk's own partition table, with the check of the BIOS's drive number on;
# core.img right behind, where boot.img looks for it.
grub=$root/boot/grub/i386-pc
sectors=$((($(stat -c %s "$grub/core.img") + 511) / 512))
[ $((sectors + 1)) -le 1023 ] || { echo "core.img is too long: $sectors sectors" >&2; exit 1; }
dd if="$grub/boot.img" of="$disk" bs=1 count=440 conv=notrunc status=none
printf '\220\220' | dd of="$disk" bs=1 seek=102 conv=notrunc status=none
dd if="$grub/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
