#!/bin/bash
# fetch-tools.sh OUT SUITE LINE...: the packages that make wrong targets, unpacked and not set up. OUT becomes a folder:
# guest.tar   LVM, mdadm and cryptsetup with their libraries, for a folder of a lab device
# kernel.tar  Debian's kernel for real machines with the few modules that a lab device needs: /boot and /lib/modules
# OVMF.fd     UEFI firmware for QEMU
set -euo pipefail
out=$1 suite=$2
shift 2
mkdir -p "$out/root"
mmdebstrap --quiet --variant=extract --format=tar --aptopt='Acquire::Languages "none"' \
  --aptopt='APT::Install-Recommends "false"' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include=lvm2,mdadm,cryptsetup-bin,ovmf,linux-image-amd64 "$suite" "$out/all.tar" "$@"
tar -C "$out/root" -xf "$out/all.tar"
rm "$out/all.tar"
cd "$out/root"
cp -L usr/share/ovmf/OVMF.fd "$out/OVMF.fd"
find . -path './*bin/*' \( -name lvm -o -name mdadm -o -name cryptsetup \) -print0 >../programs
find . -path '*/lib*' -regextype egrep -regex '.*/lib(devmapper|aio|edit|cryptsetup|argon2|json-c|crypto|popt|ssl|bsd|md|tinfo|blkid|udev|uuid)[-.].*' -print0 >../libraries
cat ../programs ../libraries | tar --null -T - -cf "$out/guest.tar"

cd lib/modules/*-amd64
version=$(basename "$PWD")
# A module may need any of the small ones; the large folders are for hardware that no lab device has.
find kernel/drivers/{ata,virtio,usb/{common,core,host,storage},char/hw_random,block,md,rtc} \
  kernel/drivers/scsi/{scsi_mod,scsi_common,sd_mod,sg,virtio_scsi}.ko kernel/drivers/net/{virtio_net,net_failover}.ko \
  kernel/net/core kernel/fs/{ext4,jbd2,nls,mbcache.ko} kernel/{lib,crypto,arch,block} -name '*.ko' 2>/dev/null >"$out/modules" || true
ls modules.builtin modules.builtin.modinfo modules.order >>"$out/modules"
cd "$out/root"
sed "s#^#./lib/modules/$version/#" "$out/modules" |
  tar -cf "$out/kernel.tar" -T - ./boot/vmlinuz-"$version" ./boot/config-"$version"
cd "$out"
rm -r root programs libraries modules
