import { NEW_BOOT, STAGING } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { LAYER_OF } from './hostapp.ts';
import { LOADER_SECTOR } from './loader.ts';
import { script } from './script.ts';
import { STAGE } from './stage.ts';
import { IMAGE_TRIAL, TRIAL_FILES, TRIAL_UNIT } from './trial.ts';

/** What our GRUB reads for the trials of an image, beside `stem/trial.cfg`, as paths within the staging partition. */
export const IMAGE_STAGE = { menu: '/stem/image.cfg', loader: '/stem/loader.cfg' } as const;

/** Where an image keeps the configuration of its GRUB; the second is that of the EFI one, which is the same. */
const CONFIGS = ['grub/grub.cfg', 'EFI/BOOT/grub.cfg'];

/** A panic, or a processor that takes no interrupts any more, ends in a reboot: the one after a trial is the environment's. */
const WORDS = 'stem.trial panic=10 nmi_watchdog=panic';

/** Of the GRUB configurations of balenaOS since 2017, and what their commands need. */
const MODULES = [
  ...[
    'part_msdos',
    'part_gpt',
    'fat',
    'ext2',
    'gzio',
    'test',
    'true',
    'echo',
    'loadenv',
    'regexp',
    'probe',
  ],
  ...[
    'search',
    'search_label',
    'search_fs_uuid',
    'search_fs_file',
    'configfile',
    'normal',
    'linux',
    'linux16',
  ],
  ...[
    'serial',
    'terminal',
    'gfxterm',
    'all_video',
    'boot',
    'reboot',
    'halt',
    'sleep',
    'read',
    'minicmd',
  ],
];

/** Sourced by `stem/grub.cfg`. The menu falls through to a reboot, since a GRUB that shows a menu waits for somebody. */
const TRIAL = `# stem-remote: one boot of the new system, by the configuration of its image. Modules of the image's own GRUB need not
# fit ours: what such a configuration asks for is here before the prefix leads there, and an insmod of it does nothing then.
for module in ${MODULES.join(' ')}; do insmod $module; done
search --no-floppy --label resin-boot --set=new
if [ -n "$new" ]; then
  set root="$new"
  set prefix="($new)/grub"
  configfile "($stage)${IMAGE_STAGE.menu}"
fi
echo "stem: the new system does not load"
`;

const BEHIND = `
# stem-remote: nobody stands there.
menuentry 'stem-back' --id 'stem-back' {
  reboot
}
set fallback=stem-back
set timeout=0
`;

/** The other trial: what the first sector of the disk will be, from the place where it was prepared. */
const LOADER = `# stem-remote: one boot of the new system, by the loader of its image.
set root="$disk"
if chainloader "\${disk}${String(LOADER_SECTOR)}+1"; then boot; fi
echo "stem: the loader of the image does not load"
`;

/** The image's own menu, with the words of the trial on each kernel's command line, and whatever its configuration sources beside it. */
const MAKE = `set -eu
boot=$1 stage=$2 trial=$3 behind=$4 loader=$5 words=$6
shift 6
config=
for each in "$@"; do
  if [ -z "$config" ] && [ -s "$boot/$each" ]; then config=$boot/$each; fi
done
[ -n "$config" ] || { echo "$boot has none of: $*" >&2; exit 1; }
put() {
  cat >"$1.new"
  grub-script-check "$1.new"
  mv -T "$1.new" "$1"
}
words=" $words"
{ sed -E "s#^([[:space:]]*linux(16|efi)?[[:space:]].*)\\$#\\1$words#" "$config"; printf %s "$behind"; } | put "$stage${IMAGE_STAGE.menu}"
grep -qF "$words" "$stage${IMAGE_STAGE.menu}" || { echo "$config starts no kernel that we can see" >&2; exit 1; }
printf %s "$loader" | put "$stage${IMAGE_STAGE.loader}"
printf %s "$trial" | put "$stage${STAGE.trial}"
sync`;

/** Puts on the staging partition what both trials of an image need, made from the image itself. */
export const makeImageTrial = (): ShellCommand =>
  script('image-trial', MAKE, NEW_BOOT, STAGING, TRIAL, BEHIND, LOADER, WORDS, ...CONFIGS);

/** Without debugfs and fsfreeze, which a balenaOS need not have: an unmount writes ext4's journal to its place. */
const ARM = `set -eu
dir=$1 device=$2
cp "$dir${IMAGE_STAGE.loader}" "$dir${STAGE.trial}.new"
mv -T "$dir${STAGE.trial}.new" "$dir${STAGE.trial}"
printf %s "$3" | dd of="$dir${STAGE.block}" conv=notrunc,fsync 2>/dev/null
sync
umount "$dir"
mount -t ext4 -o ro,noatime "$device" "$dir"
[ "$(cat "$dir${STAGE.block}")" = "$3" ]
cmp "$dir${IMAGE_STAGE.loader}" "$dir${STAGE.trial}"
umount "$dir"
sync`;

/** Arms one boot by the image's own loader; `block` is what GRUB reads first. Leaves the staging partition unmounted. */
export const armLoaderTrial = (staging: string, block: string): ShellCommand =>
  script('loader-arm', ARM, STAGING, staging, block);

const PROVE = `if grep -qw stem.trial /proc/cmdline; then echo 'it came up by our loader, not by its own' >&2; exit 1; fi
systemctl is-active --quiet "$1" || { echo "$1 does not run: nothing would bring this boot back" >&2; exit 1; }`;

/** Fails where the running system was started with the words of our own trial, or without its timer. */
export const proveOwnLoader = (): ShellCommand =>
  script('prove-loader', PROVE, TRIAL_UNIT.slice(TRIAL_UNIT.lastIndexOf('/') + 1));

/**
 * What says that the trials are over comes first, on a partition that can be written to. Then the timer's files go where that can
 * be done: from a root that is only mounted read-only, or from the top layer of one that is made of layers without a place to
 * write to (balenaOS 7 and later). Where they stay they do nothing, and go with the next update of the host OS.
 */
const DISARM = `set -eu
over=$1 store=$2
shift 2
mkdir -p "\${over%/*}"
: >"$over.new"
sync
mv -T "$over.new" "$over"
sync
${LAYER_OF}
away() {
  below=$1
  shift
  for file; do rm -f "$below$file" || echo "$below$file stays, and does nothing" >&2; done
  sync
}
if mount -o remount,rw / 2>/dev/null; then
  away '' "$@"
  mount -o remount,ro / || true
elif layer=$(layer_of "$store") && mount -o remount,rw "$store"; then
  away "$store/balena/overlay2/$layer/diff" "$@"
fi`;

/** Where a balenaOS has the partition that its root was made of. */
const ACTIVE = '/mnt/sysroot/active';

/** Ends the trials of the running system: its timer's script ends when it finds so, and does nothing in later boots. */
export const disarmImage = (): ShellCommand =>
  script('trial-remove', DISARM, ...[IMAGE_TRIAL.over, ACTIVE], ...TRIAL_FILES, IMAGE_TRIAL.script);
