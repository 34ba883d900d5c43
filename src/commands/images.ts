import { BUNDLE, NEW_ROOT, NEW_ROOT_A, NEW_STATE } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { MOUNT_LAYERS } from './hostapp.ts';
import { script } from './script.ts';

/** One image of the bundle, and where it goes. */
export interface ImagePlace {
  /** Member of the bundle: `os/resin-boot.img.zst`. */
  readonly path: string;
  /** `/dev/sda1` */
  readonly device: string;
  /** Of the image when it is not compressed. */
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Straight onto the partitions, and nothing else of the disk: not its first sector, not the staging partition. What comes out of the
 * archive must be as long as was promised, and each partition has to have the room.
 */
const WRITE = `set -eu
export LC_ALL=C
bundle=$1
shift
while [ "$#" -ge 3 ]; do
  image=$bundle/$1 device=$2 bytes=$3
  echo "$device: $1, $bytes bytes"
  if grep -q "^$device " /proc/mounts; then echo "$device is mounted" >&2; exit 1; fi
  room=$(blockdev --getsize64 "$device")
  [ "$room" -ge "$bytes" ] || { echo "$device has $room bytes, $1 needs $bytes" >&2; exit 1; }
  written=$(zstd -dcq "$image" | dd of="$device" bs=1M iflag=fullblock conv=notrunc,fsync 2>&1 |
    awk '$2 == "bytes" { print $1 }')
  [ "$written" = "$bytes" ] || { echo "$1 has \${written:-no} bytes, $bytes were promised" >&2; exit 1; }
  shift 3
done
sync`;

export const writeImages = (images: readonly ImagePlace[]): ShellCommand =>
  script(
    'write-images',
    WRITE,
    BUNDLE,
    ...images.flatMap(({ path, device, bytes }) => [path, device, String(bytes)]),
  );

/** From the disk itself: every cache is dropped before. */
const VERIFY = `set -eu
echo 3 >/proc/sys/vm/drop_caches
rc=0
while [ "$#" -ge 3 ]; do
  device=$1 bytes=$2
  blockdev --flushbufs "$device"
  found=$(head -c "$bytes" "$device" | sha256sum | cut -d ' ' -f 1)
  if [ "$found" = "$3" ]; then echo "$device: $bytes bytes are right"
  else echo "$device differs from the bundle: $found, not $3" >&2; rc=1; fi
  shift 3
done
# A block that was lost on its way stays lost: whoever resumes has to write again.
if [ "$rc" != 0 ]; then rm -f "$1"; sync; fi
exit $rc`;

/** Where it differs, the seal that says that the images are written goes. */
export const verifyImages = (images: readonly ImagePlace[], seal: string): ShellCommand =>
  script(
    'verify-images',
    VERIFY,
    ...images.flatMap(({ device, bytes, sha256 }) => [device, String(bytes), sha256]),
    seal,
  );

/** e2fsck ends with 1 where it mended something. */
const ENLARGE = `enlarge() {
  if grep -q "^$1 " /proc/mounts; then return 0; fi
  rc=0
  e2fsck -fp "$1" || rc=$?
  [ "$rc" -le 1 ] || return "$rc"
  resize2fs "$1"
}`;

/** Gives a file system all of its partition. */
export const enlarge = (device: string): ShellCommand =>
  script('enlarge', `set -eu\n${ENLARGE}\nenlarge "$1"`, device);

/** A partition of the new system and where it is mounted. */
export interface ImageMount {
  readonly device: string;
  readonly dir: string;
  readonly fileSystem: string;
}

/**
 * The data partition is larger than its image: what is to be restored needs the room before balena's own expander comes. The new
 * system's root is the root partition itself, or what the layers in its container store make together. Files of FAT have the mode
 * that the mount gives them, and no other can be set.
 */
const MOUNT = `set -eu
grown=$1 store=$2 root=$3
shift 3
${ENLARGE}
${MOUNT_LAYERS}
enlarge "$grown"
while [ "$#" -ge 3 ]; do
  [ "$2" != "$store" ] || device=$1
  mkdir -p "$2"
  case $3 in vfat) options=noatime,fmask=0177,dmask=0077 ;; *) options=noatime ;; esac
  mountpoint -q "$2" || mount -t "$3" -o "$options" "$1" "$2"
  shift 3
done
mkdir -p "$root"
if ! mountpoint -q "$root"; then
  if [ -h "$store/current" ]; then mount_layers "$store" "$device" "$root"
  else mount --bind "$store" "$root"; fi
fi
[ -d "$root/etc/systemd/system" ] || { umount "$root"; echo 'the new system has no /etc/systemd/system' >&2; exit 1; }`;

/** `data` is the partition that grows. */
export const mountImages = (data: string, mounts: readonly ImageMount[]): ShellCommand =>
  script(
    'mount-images',
    MOUNT,
    data,
    NEW_ROOT_A,
    NEW_ROOT,
    ...mounts.flatMap(({ device, dir, fileSystem }) => [device, dir, fileSystem]),
  );

const UNMOUNT = `set -eu
sync
for dir in "$@"; do
  if mountpoint -q "$dir"; then umount "$dir"; fi
done`;

/** In this order: what lies on another one first. */
export const unmountAll = (dirs: readonly string[]): ShellCommand =>
  script('unmount-images', UNMOUNT, ...dirs);

/**
 * The seals of a migration lie in /var/lib/stem of the new system, whose root is read-only: on its state partition, which outlives
 * an update of the host OS as well.
 */
const ADAPT = `set -eu
mkdir -p "$1/stem" "$2/var/lib"
chmod 0700 "$1/stem"
ln -sfn /mnt/state/stem "$2/var/lib/stem"
sync`;

export const adaptImage = (): ShellCommand => script('adapt-image', ADAPT, NEW_STATE, NEW_ROOT);
