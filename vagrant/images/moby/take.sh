#!/bin/bash
# take.sh PACKAGES.tar OUT: programs of a container engine from unpacked packages, as OUT/bin, and the libraries that they want, as OUT/lib.
set -euo pipefail
export LC_ALL=C
umask 022
packages=$1 out=$2
mkdir -p "$out/bin" "$out/lib"
x=$(mktemp -d "$out.work-XXXXXX")
trap 'rm -rf "$x"' EXIT
tar -C "$x" --no-same-owner --exclude='./dev/*' -xf "$packages"

for name in busybox containerd containerd-shim-runc-v2 docker dockerd runc; do
  found=
  for from in usr/bin usr/sbin bin; do
    if [ -z "$found" ] && [ -f "$x/$from/$name" ]; then found=$x/$from/$name; fi
  done
  [ -n "$found" ] || { echo "no package brings $name" >&2; exit 1; }
  cp -L "$found" "$out/bin/$name"
  chmod 755 "$out/bin/$name"
done

# They run with the C library of this machine, whose loader takes no other one.
library=$x/usr/lib/x86_64-linux-gnu:$x/lib/x86_64-linux-gnu
for program in "$out"/bin/*; do LD_LIBRARY_PATH=$library ldd "$program" 2>/dev/null || :; done |
  awk -v x="$x/" '$2 == "=>" && index($3, x) == 1 && $1 !~ /^(ld-linux|lib(c|m|dl|rt|pthread|resolv)\.so)/ { print $3 }' | sort -u |
  while read -r file; do cp -L "$file" "$out/lib/"; done
