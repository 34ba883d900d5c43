#!/bin/sh
# pack.sh ROOT OUT: OUT/root.tar.zst and OUT/root.sha256 as docs/bundle.md wants them.
set -eu
root=$1 out=$2
rm -rf "$root"/dev/* "$root"/run/* "$root"/tmp/*
mkdir "$out"
cd "$root"
find . -type f -exec sha256sum {} + >"$out/root.sha256"
tar -c --sort=name --numeric-owner --xattrs --xattrs-include='*' . | zstd -q -T0 -9 -o "$out/root.tar.zst"
