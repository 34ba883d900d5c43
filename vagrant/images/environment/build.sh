#!/bin/bash
# build.sh PACKAGES.tar OUT [FIRMWARE]: kernel, initramfs and GRUB's modules from unpacked packages, with a folder that becomes
# /lib/firmware. Needs no root: the files' owner is set where the archive is written.
set -euo pipefail
export LC_ALL=C
umask 022
packages=$1 out=$2 firmware=${3-}
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$out"
work=$(mktemp -d "$out.work-XXXXXX")
trap 'rm -rf "$work"' EXIT
x=$work/x root=$work/root
mkdir "$x" "$root"

list() { sed 's/#.*//; s/^[^:]*://' "$here/$1"; }

# Most of a kernel's modules are not for here.
tar -C "$x" --no-same-owner --exclude='./dev/*' --exclude='*/kernel/sound' \
  --exclude='*/kernel/drivers/gpu' --exclude='*/kernel/drivers/media' --exclude='*/kernel/drivers/infiniband' \
  --exclude='*/kernel/drivers/iio' --exclude='./boot/System.map*' -xf "$packages"
# Debian's packages still have both /bin and /usr/bin.
for dir in bin sbin lib lib64; do
  [ -L "$x/$dir" ] && continue
  mkdir -p "$x/usr/$dir"
  cp -a "$x/$dir/." "$x/usr/$dir/"
  rm -rf "${x:?}/$dir"
  ln -s "usr/$dir" "$x/$dir"
done

skeleton() {
  (cd "$root" && mkdir -p dev etc/modprobe.d etc/ssh mnt proc root run sys tmp usr/bin usr/sbin usr/lib usr/lib64 var/log)
  chmod 700 "$root/root"
  chmod 1777 "$root/tmp"
  for dir in bin sbin lib lib64; do ln -s "usr/$dir" "$root/$dir"; done
  ln -s /run "$root/var/run"
  ln -s /proc/mounts "$root/etc/mtab"
}

# A program, and the libraries that its own loader finds for it.
program() {
  local from
  for from in usr/bin usr/sbin usr/lib/openssh; do
    [ -f "$x/$from/$1" ] || continue
    mkdir -p "$root/$from"
    # -L: a link to another package's file (awk, mke2fs) becomes the file.
    cp -L "$x/$from/$1" "$root/$from/$1"
    chmod 755 "$root/$from/$1"
    libraries "$root/$from/$1"
    return
  done
  echo "no package brings $1" >&2
  return 1
}
libraries() {
  # The static one, whose text has the loader's name as well, and scripts.
  case $1 in */busybox) return 0 ;; esac
  grep -q ld-linux-x86-64 "$1" || return 0
  local name dir from loader=$x/usr/lib64/ld-linux-x86-64.so.2
  [ -e "$loader" ] || loader=$x/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
  "$loader" --library-path "$x/usr/lib/x86_64-linux-gnu" --list "$1" |
    awk '$1 !~ /^linux-vdso/ { n = split($1, part, "/"); print part[n] }' |
    while read -r name; do
      case $name in ld-linux*) dir=lib64 from=$loader ;; *) dir=lib/x86_64-linux-gnu from=$x/usr/lib/x86_64-linux-gnu/$name ;; esac
      [ -e "$root/usr/$dir/$name" ] && continue
      mkdir -p "$root/usr/$dir"
      cp -L "$from" "$root/usr/$dir/$name"
      chmod 755 "$root/usr/$dir/$name"
    done
}

# MSCHAPv2 needs MD4 and DES, which OpenSSL 3 keeps in a module that it loads by name.
ciphers() {
  local dir=usr/lib/x86_64-linux-gnu/ossl-modules
  mkdir -p "$root/$dir"
  cp -L "$x/$dir/legacy.so" "$root/$dir/"
  libraries "$root/$dir/legacy.so"
}

links() {
  local name applet
  (
    cd "$root/usr"
    ln -s dash bin/sh
    ln -s mawk bin/awk
    ln -s tune2fs sbin/e2label
    for name in mkfs.ext2 mkfs.ext3 mkfs.ext4; do ln -s mke2fs "sbin/$name"; done
    for name in fsck.ext2 fsck.ext3 fsck.ext4; do ln -s e2fsck "sbin/$name"; done
    for name in modprobe insmod rmmod lsmod depmod modinfo; do ln -s ../bin/kmod "sbin/$name"; done
    for name in unzstd zstdcat; do ln -s zstd "bin/$name"; done
    ln -s test bin/[
    ln -s openssh/sftp-server lib/sftp-server
  )
  for applet in $("$root/usr/bin/busybox" --list); do
    for name in bin sbin; do if [ -e "$root/usr/$name/$applet" ]; then continue 2; fi; done
    ln -s busybox "$root/usr/bin/$applet"
  done
  ln -s ../bin/busybox "$root/usr/sbin/init"
  ln -s usr/bin/busybox "$root/init"
}

firmware() {
  local name from
  mkdir -p "$root/usr/lib/firmware"
  if [ -d "$x/usr/lib/firmware/isci" ]; then cp -r "$x/usr/lib/firmware/isci" "$root/usr/lib/firmware/"; fi
  # Debian's package has two of each, for update-alternatives to choose from.
  for name in regulatory.db regulatory.db.p7s; do
    for from in "$x/usr/lib/firmware/$name"-debian "$x/usr/lib/firmware/$name"; do
      if [ -f "$from" ]; then cp -L "$from" "$root/usr/lib/firmware/$name"; break; fi
    done
  done
  if [ -n "$firmware" ]; then cp -rL "$firmware/." "$root/usr/lib/firmware/"; fi
}

modules() {
  local kernel=$1 module name from=$x/usr/lib/modules/$1 to=$root/usr/lib/modules/$1
  depmod -b "$x" "$kernel"
  mkdir -p "$to"
  (cd "$from/kernel" && find . -name '*.ko*' | sed 's|^\./||' | sort) >"$work/all"
  list modules.txt | awk '
    FNR == NR { if ($1 ~ /^!/) out[++n] = substr($1, 2); else if (NF) in_[++m] = $1; next }
    function under(path, folder) { return index(path, folder) == 1 && substr(path, length(folder) + 1) ~ /^(\/|$|\.(xz|zst|gz)$)/ }
    { keep = 0
      for (i = 1; i <= m; i++) if (under($1, in_[i])) { keep = 1; used[i] = 1 }
      for (i = 1; i <= n; i++) if (under($1, out[i])) keep = 0
      if (keep) print "kernel/" $1 }
    END { for (i = 1; i <= m; i++) if (!used[i]) print "no module matches " in_[i] >"/dev/stderr" }' - "$work/all" | with_firmware "$from" >"$work/wanted"
  awk -F'[: ]+' 'FNR == NR { wanted[$1]; next } $1 in wanted { for (i = 1; i <= NF; i++) if ($i != "") print $i }' \
    "$work/wanted" "$from/modules.dep" | sort -u >"$work/closure"
  (cd "$from" && tar -cf - -T "$work/closure") | tar -C "$to" -xf -
  for module in order builtin builtin.modinfo; do cp "$from/modules.$module" "$to/"; done
  depmod -b "$root" "$kernel"
  # For depmod alone.
  rm -f "$to"/modules.{order,builtin,builtin.modinfo,symbols,symbols.bin,alias,dep,devname}
}

# Of a list of modules, without the drivers of radios that lack their firmware: those would only take memory.
with_firmware() {
  local module
  while read -r module; do
    case $module in
      kernel/drivers/net/wireless/*) if can_work "$1" "$1/$module"; then echo "$module"; fi ;;
      *) echo "$module" ;;
    esac
  done
}
# It needs no firmware, or there is one of those that it or a library of its names. modinfo's names may have `*` in them.
can_work() {
  local wanted library file
  wanted=$(modinfo -F firmware "$2")
  for library in $(modinfo -F depends "$2" | tr , ' '); do
    wanted="$wanted $(find "$1/kernel/drivers/net/wireless" -name "$library.ko*" -exec modinfo -F firmware {} +)"
  done
  [ -n "${wanted//[[:space:]]/}" ] || return 0
  for file in $wanted; do compgen -G "$root/usr/lib/firmware/$file*" >/dev/null && return 0; done
  return 1
}
wifi_drivers() { sed -n 's|^kernel/drivers/net/wireless/.*/||; s|^kernel/drivers/net/wireless/||; t name; d; :name s|\.ko.*||p' "$work/closure" | sort; }

kernel=$(cd "$x/usr/lib/modules" && ls)
case $kernel in *[[:space:]]*) echo "more than one kernel: $kernel" >&2; exit 1 ;; esac
skeleton
for name in $(list programs.txt); do program "$name"; done
ciphers
links
firmware
modules "$kernel"
cp "$x/etc/mke2fs.conf" "$root/etc/"
cp -r "$here/root/." "$root/"
chmod 755 "$root"/usr/lib/stem/* "$root/usr/bin/sudo" "$root/usr/sbin/shutdown"
chmod 644 "$root/usr/lib/stem/functions"
wifi_drivers >"$out/wifi-drivers"

(cd "$root" && find . -print0 | sort -z | cpio -0 -o -H newc -R 0:0 --reproducible --quiet) |
  zstd -q -12 -T0 >"$out/initrd.img"
# The kernel looks for a second archive, the identity, at multiples of 4 only.
truncate -s %512 "$out/initrd.img"
cp -L "$x/boot/vmlinuz-$kernel" "$out/vmlinuz"
(cd "$x/usr/lib/grub/i386-pc" && tar --owner=0 --group=0 --mtime=@0 --sort=name -cf "$out/i386-pc.tar" -- *.mod *.img *.lst modinfo.sh)
chmod 644 "$out"/*
